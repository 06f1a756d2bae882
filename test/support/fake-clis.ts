import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

type Cli = { readonly version: string; readonly signedIn: boolean };

/** An environment in which these CLIs are installed, and nothing else that could think. */
export function machineWith(clis: {
  readonly claude?: Cli;
  readonly codex?: Cli;
}): Readonly<Record<string, string>> {
  const folder = temporaryFolder();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const put = (name: string, version: string, status: string) =>
    writeFileSync(
      join(bin, name),
      `#!/bin/sh\ncase "$1" in --version) echo "${version} (${name})";; *) ${status};; esac\n`,
      { mode: 0o755 },
    );
  const { claude, codex } = clis;
  if (claude) put('claude', claude.version, `echo '{"loggedIn":${claude.signedIn}}'`);
  if (codex) put('codex', codex.version, `exit ${codex.signedIn ? 0 : 1}`);
  return { PATH: `${bin}:/usr/bin:/bin`, HOME: folder };
}
