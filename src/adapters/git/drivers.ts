import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Setting } from './hardened.ts';

/*
 * A repository names programs for git to run: filters, merge and diff drivers, credential helpers. They cannot be
 * switched off as a whole, so each one that is configured is found and overruled.
 */

/** One line of `git config --list -z --show-scope --show-origin`. */
type Configured = { readonly scope: string; readonly key: string; readonly value: string };

/** The filter as git-lfs itself installs it: the one program that a filter may start. */
const LFS: readonly Setting[] = [
  ['filter.lfs.clean', 'git-lfs clean -- %f'],
  ['filter.lfs.smudge', 'git-lfs smudge -- %f'],
  ['filter.lfs.process', 'git-lfs filter-process'],
  ['filter.lfs.required', 'true'],
];

/** git's own text merge, as a driver: a driver that is merely emptied would silently take one side. */
const TEXT_MERGE = 'git merge-file --marker-size=%L %A %O %B';

export type Overruled = {
  readonly settings: readonly Setting[];
  /** The filters that commits of the person go through, and none of Baro's. */
  readonly filtersOff: readonly string[];
  /** The files it was read from. It holds as long as they stay as they are … */
  readonly origins: readonly string[];
  /** … unless it is this: then a file not yet seen may come into play. */
  readonly conditional: boolean;
};

/** What overrules every configured program. */
export function overruled(listing: string): Overruled {
  const { configured, origins } = parse(listing);
  const settings = new Map<string, string>();
  for (const { key } of configured) {
    const [section = '', variable = ''] = [key.split('.')[0], key.slice(key.lastIndexOf('.') + 1)];
    const driver = key.slice(section.length + 1, -variable.length - 1);
    if (section === 'filter' && driver) {
      for (const name of ['clean', 'smudge', 'process']) settings.set(`filter.${driver}.${name}`, '');
      settings.set(`filter.${driver}.required`, 'false');
    } else if (section === 'merge' && variable === 'driver') settings.set(key, TEXT_MERGE);
    else if (section === 'diff' && ['command', 'textconv', 'external'].includes(variable))
      settings.set(key, '');
    else if (section === 'gpg' && variable === 'program') settings.set(key, 'false');
    else if (key === 'core.gitproxy' || key === 'core.alternaterefscommand') settings.set(key, 'false');
    else if (section === 'trailer' && (variable === 'command' || variable === 'cmd')) settings.set(key, '');
  }
  if (trustsLfs(configured)) for (const [key, value] of LFS) settings.set(key, value);
  return {
    settings: [...settings, ...ownSsh(configured), ...credentialHelpers(configured)],
    filtersOff: filters(configured).filter((name) => settings.get(`filter.${name}.clean`) === ''),
    origins,
    conditional: configured.some(({ key }) => key.startsWith('include')),
  };
}

/** The filters that change what is committed. */
function filters(configured: readonly Configured[]): readonly string[] {
  const last = new Map(configured.map(({ key, value }) => [key, value]));
  const names = [...last].flatMap(([key, value]) => {
    const [, name] = /^filter\.(.+)\.(?:clean|process)$/s.exec(key) ?? [];
    return name === undefined || value === '' ? [] : [name];
  });
  return [...new Set(names)];
}

const personal = ({ scope }: Configured) => scope === 'global' || scope === 'system';

/** Only as git-lfs writes it, in the person's own configuration, and while the repository adds no programs to it. */
function trustsLfs(configured: readonly Configured[]): boolean {
  const own = new Map(configured.filter(personal).map(({ key, value }) => [key, value]));
  const programs = /^lfs\.(customtransfer\.|extension\.|standalonetransferagent|.*\.standalonetransferagent)/;
  return (
    LFS.every(([key, value]) => own.get(key) === value) &&
    !configured.some((entry) => !personal(entry) && programs.test(entry.key))
  );
}

/** None of the repository's helpers; the person's own in their order. */
function credentialHelpers(configured: readonly Configured[]): readonly Setting[] {
  const helper = /^credential\.(.*\.)?helper$/;
  return [
    ['credential.helper', ''],
    ...configured
      .filter((entry) => personal(entry) && helper.test(entry.key))
      .map(({ key, value }): Setting => [key, value]),
  ];
}

/** How the person reaches servers over ssh, where they have said so. */
const ownSsh = (configured: readonly Configured[]) =>
  configured
    .filter((entry) => personal(entry) && entry.key === 'core.sshcommand')
    .map(({ key, value }): Setting => [key, value]);

function parse(listing: string): { configured: readonly Configured[]; origins: readonly string[] } {
  const configured: Configured[] = [];
  const origins = new Set<string>();
  const fields = listing.split('\0');
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [scope = '', origin = '', entry = ''] = fields.slice(at, at + 3);
    const end = entry.indexOf('\n');
    if (origin.startsWith('file:')) origins.add(origin.slice('file:'.length));
    if (scope !== 'command')
      configured.push(
        end < 0
          ? { scope, key: entry, value: '' }
          : { scope, key: entry.slice(0, end), value: entry.slice(end + 1) },
      );
  }
  return { configured, origins: [...origins] };
}

/** Where the person's own configuration is, or would be. */
export function personalFiles(base: Readonly<Record<string, string | undefined>>): readonly string[] {
  const home = base['HOME'] ?? base['USERPROFILE'] ?? '';
  const xdg = base['XDG_CONFIG_HOME'] ?? join(home, '.config');
  const named = [base['GIT_CONFIG_GLOBAL'], base['GIT_CONFIG_SYSTEM']].filter((file) => file !== undefined);
  return [...named, join(home, '.gitconfig'), join(xdg, 'git', 'config'), '/etc/gitconfig'];
}

/** Changes whenever one of the files does: a change time cannot be set back, unlike a modification time. */
export async function fingerprint(files: readonly string[]): Promise<string> {
  const parts = await Promise.all(
    files.map(async (file) => {
      const found = await stat(file, { bigint: true }).catch(() => undefined);
      return found ? `${found.ino}:${found.size}:${found.ctimeNs}` : '-';
    }),
  );
  return parts.join(' ');
}
