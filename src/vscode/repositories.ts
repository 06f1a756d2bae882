import type { HostServices, NoRuns, OpenRuns, Runs } from '../run/seam.ts';
import { guardedRuns } from './guarded-runs.ts';

export type RepositoriesGiven = {
  /** Loads the engine: asked for when the first folder is. */
  readonly engine: () => Promise<OpenRuns>;
  readonly hostOf: (folder: string) => HostServices;
  /** Why nothing may be worked on in a folder now. */
  readonly refusal?: (folder: string) => string | undefined;
};

/** The runs of a folder's repository. A folder that has none is asked again next time. */
export function repositories({ engine, hostOf, refusal }: RepositoriesGiven) {
  const known = new Map<string, Promise<Runs | NoRuns>>();
  const opened = async (folder: string): Promise<Runs | NoRuns> => {
    const open = await engine();
    const runs = await open(folder, hostOf(folder));
    return 'problem' in runs ? runs : guardedRuns(runs, () => refusal?.(folder));
  };
  return (folder: string): Promise<Runs | NoRuns> => {
    const before = known.get(folder);
    if (before) return before;
    const runs = opened(folder);
    known.set(folder, runs);
    const forget = () => known.delete(folder);
    runs.then((found) => 'problem' in found && forget(), forget);
    return runs;
  };
}
