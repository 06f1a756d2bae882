import { spawn } from 'node:child_process';
import { handOverKeys, handOverSettings } from '../run/handed-settings.ts';
import type { HostSettings } from '../run/seam.ts';
import { usesLeft } from '../run/uses.ts';
import type { HeldRun } from './window-runs.ts';

/** Whether a run could go on outside of the editor: with the editor's own models it could not. */
export const goesOnWithout = ({ run }: HeldRun): boolean =>
  usesLeft(run.view).every(({ route }) => route.backend !== 'copilot');

type HandOver = {
  /** The command line's own script. */
  readonly cli: string;
  readonly settings: HostSettings;
  /** Stored keys by name, each still bound to the server that it was entered for. */
  readonly keys: Readonly<Record<string, string>>;
};

/**
 * Goes on with a run in a process of its own, which outlives the window. It is told everything by its environment:
 * what is in an argument can be read by anyone on the machine.
 */
export function handOver({ run, folder }: HeldRun, { cli, settings, keys }: HandOver): void {
  const child = spawn(process.execPath, [cli, 'resume', run.id, '--repo', folder], {
    cwd: folder,
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
    env: {
      ...process.env,
      ...handOverSettings(settings),
      ...handOverKeys(keys),
      // On a desktop the editor's executable is Electron; this makes it the Node that it also is.
      ELECTRON_RUN_AS_NODE: '1',
    },
  });
  child.on('error', () => {}); // nobody is left to be told; the run stays resumable
  child.unref();
}
