import type { Runs } from '../run/seam.ts';

/** A repository whose runs can be looked at by anybody, and are worked on only while nothing speaks against it. */
export function guardedRuns(runs: Runs, refusal: () => string | undefined): Runs {
  const unless = async <T>(refused: (why: string) => T, work: () => Promise<T>): Promise<T> => {
    const why = refusal();
    return why === undefined ? work() : refused(why);
  };
  const problem = (why: string) => ({ problem: why });
  const problems = (why: string) => ({ problems: [why] });
  return {
    ...runs,
    start: (goal, settings) =>
      unless<Awaited<ReturnType<Runs['start']>>>(problems, () => runs.start(goal, settings)),
    resume: (runId, then) =>
      unless<Awaited<ReturnType<Runs['resume']>>>(problem, () => runs.resume(runId, then)),
    playAgain: (runId, routes) =>
      unless<Awaited<ReturnType<Runs['playAgain']>>>(problems, () => runs.playAgain(runId, routes)),
  };
}
