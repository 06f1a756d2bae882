import { childEnvironment, NO_QUESTIONS } from '../environment.ts';

/** Packages that, as they are installed, write hooks or their place into the configuration that all worktrees share. */
const NO_HOOKS = {
  HUSKY: '0',
  HUSKY_SKIP_INSTALL: '1',
  LEFTHOOK: '0',
  SKIP_INSTALL_SIMPLE_GIT_HOOKS: '1',
};

/** A build server is whose command started it, and ends with that one while others still build on it. */
const NO_SERVERS = { MSBUILDDISABLENODEREUSE: '1', DOTNET_CLI_USE_MSBUILD_SERVER: '0' };
const NO_GRADLE_DAEMON = '-Dorg.gradle.daemon=false';

/** What the commands of a story see: no keys, nobody to ask, a port and a folder for temporary files of its own. */
export function storyEnvironment(story: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly allow: readonly string[];
  readonly runId: string;
  readonly port: number;
  readonly temp: string;
  readonly root: string;
}): Record<string, string> {
  const { env, allow, runId, port, temp, root } = story;
  const seen = childEnvironment(env, {
    allow,
    extra: {
      ...NO_QUESTIONS,
      ...NO_HOOKS,
      ...NO_SERVERS,
      // processes of a run are found by this mark
      BARO_RUN: runId,
      PORT: String(port),
      TMPDIR: temp,
      TEMP: temp,
      TMP: temp,
      // git does not go looking for another repository above a worktree
      GIT_CEILING_DIRECTORIES: root,
    },
  });
  const { GRADLE_OPTS: own } = seen;
  return { ...seen, GRADLE_OPTS: own ? `${own} ${NO_GRADLE_DAEMON}` : NO_GRADLE_DAEMON };
}
