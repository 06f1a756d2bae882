import { availableParallelism } from 'node:os';
import { childEnvironment } from '../environment.ts';

/*
 * What git is never to do for Baro, whatever the repository, its configuration or its attributes say: run a
 * program they name, ask a person, clean up behind our back. Configuration given through the environment
 * outranks every file, and the git processes that git itself starts inherit it.
 */

/** Where git works: explicit, so that a rewritten `.git` file leads nowhere. */
export type Place = {
  readonly gitDir: string;
  readonly commonDir: string;
  readonly workTree: string;
};

export type Setting = readonly [key: string, value: string];

const SETTINGS: readonly Setting[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.attributesFile', '/dev/null'],
  ['core.sshCommand', 'ssh -oBatchMode=yes'],
  ['core.askPass', ''],
  ['core.pager', 'cat'],
  ['core.editor', 'true'],
  ['core.untrackedCache', 'false'],
  ['core.splitIndex', 'false'],
  ['core.quotePath', 'false'],
  // what a tool wrote with other line endings is committed with the right ones, not refused
  ['core.safecrlf', 'false'],
  // a file that was changed and made to look as before is still a changed file
  ['core.trustctime', 'true'],
  ['core.checkStat', 'default'],
  ['core.ignoreStat', 'false'],
  ['core.protectNTFS', 'true'],
  ['core.protectHFS', 'true'],
  ['core.filesRefLockTimeout', '5000'],
  ['core.packedRefsTimeout', '5000'],
  // a worktree holds the whole commit, also where the person's own checkout is sparse
  ['core.sparseCheckout', 'false'],
  ['core.sparseCheckoutCone', 'false'],
  ['index.sparse', 'false'],
  // a commit that the log tells of, or a branch is at, is there after a power cut too
  ['core.fsync', 'committed'],
  ['core.fsyncMethod', 'batch'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['commit.gpgSign', 'false'],
  ['tag.gpgSign', 'false'],
  ['push.gpgSign', 'false'],
  ['log.showSignature', 'false'],
  ['diff.ignoreSubmodules', 'all'],
  // it would put an extension into the configuration, which older gits then refuse to read
  ['worktree.useRelativePaths', 'false'],
  ['submodule.recurse', 'false'],
  ['submodule.fetchJobs', '1'],
  ['push.recurseSubmodules', 'no'],
  ['fetch.recurseSubmodules', 'false'],
  ['protocol.ext.allow', 'never'],
  ['safe.bareRepository', 'explicit'],
  ['advice.detachedHead', 'false'],
  ['i18n.commitEncoding', 'UTF-8'],
  ['i18n.logOutputEncoding', 'UTF-8'],
  ['checkout.workers', String(Math.min(8, availableParallelism()))],
];

/** The whole environment of a git process. Nothing of the surrounding `GIT_*` variables survives in it. */
export function hardenedEnvironment({
  base,
  place,
  settings = [],
  extra = {},
}: {
  readonly base: Readonly<Record<string, string | undefined>>;
  readonly place?: Place;
  readonly settings?: readonly Setting[];
  readonly extra?: Readonly<Record<string, string>> | undefined;
}): Record<string, string> {
  const all = [...SETTINGS, ...settings];
  return childEnvironment(base, {
    // whose agent signs in, and which files are the person's own configuration
    allow: ['SSH_AUTH_SOCK', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM'],
    extra: {
      LC_ALL: 'C',
      GIT_TERMINAL_PROMPT: '0',
      GIT_OPTIONAL_LOCKS: '0',
      // what is looked at, judged and pushed is one and the same object
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_GRAFT_FILE: '/dev/null',
      GIT_ALLOW_PROTOCOL: 'https:ssh',
      GIT_ASKPASS: '',
      SSH_ASKPASS: '',
      GIT_PAGER: 'cat',
      GIT_EDITOR: 'true',
      GIT_SEQUENCE_EDITOR: 'true',
      GIT_LITERAL_PATHSPECS: '1',
      GIT_CONFIG_COUNT: String(all.length),
      ...Object.fromEntries(
        all.flatMap(([key, value], n) => [
          [`GIT_CONFIG_KEY_${n}`, key],
          [`GIT_CONFIG_VALUE_${n}`, value],
        ]),
      ),
      ...(place
        ? { GIT_DIR: place.gitDir, GIT_COMMON_DIR: place.commonDir, GIT_WORK_TREE: place.workTree }
        : {}),
      ...extra,
    },
  });
}
