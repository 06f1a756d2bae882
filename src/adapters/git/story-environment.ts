import { childEnvironment, NO_QUESTIONS } from '../environment.ts';

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
  return childEnvironment(env, {
    allow,
    extra: {
      ...NO_QUESTIONS,
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
}
