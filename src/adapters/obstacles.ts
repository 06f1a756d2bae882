import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { Obstacle } from '../engine/obstacle.ts';
import type { RunCommand } from '../engine/ports.ts';

/** With less left than this, in bytes, git and package managers break off in the middle of what they write. */
const LEAST = 32_000_000;

/** A folder that a run writes to, and what is in it, for people. */
type Place = { readonly what: string; readonly folder: string };

const TEMPORARY: Place = { what: 'temporary files', folder: tmpdir() };

/** The obstacle that what was thrown came of: a disk that a run writes to is full, or the system refuses. */
export async function obstacleIn(places: readonly Place[], thrown?: unknown): Promise<Obstacle | undefined> {
  for (const { what, folder } of [...places, TEMPORARY]) {
    const room = await roomIn(folder);
    if (room !== undefined && room < LEAST)
      return full(`The disk for ${what} is full: ${Math.floor(room / 1e6)} MB are free.`);
  }
  const said = wordsOf(thrown);
  if (FULL.test(said)) return full('A disk takes no more.');
  const [refusal] = REFUSALS.exec(said) ?? [];
  return refusal === undefined
    ? undefined
    : new Obstacle(
        'system_refuses',
        `The system refuses (${refusal}). See what is wrong with it, then go on.`,
      );
}

/** A command that is red where there is no room says nothing about the work: its obstacle is thrown. */
export const whereThereIsRoom =
  (run: RunCommand): RunCommand =>
  async (command) => {
    const result = await run(command);
    if (result.exitCode === 0 || command.abort.aborted) return result;
    const obstacle = await obstacleIn([{ what: 'worktrees', folder: command.folder }]);
    if (obstacle) throw obstacle;
    return result;
  };

const full = (said: string) => new Obstacle('disk_full', `${said} Free some space, then go on.`);

/** Bytes that somebody who is not root may still write; undefined where the system does not say. */
async function roomIn(folder: string): Promise<number | undefined> {
  const found = await statfs(folder).catch(() => undefined);
  return found && found.blocks > 0 ? found.bavail * found.bsize : undefined;
}

/** Quotas and used-up inodes are full too, however much room there is. */
const FULL = /\b(ENOSPC|EDQUOT)\b|No space left on device|Disk quota exceeded/;
/** What neither an agent nor a repository can be blamed for. */
const REFUSALS =
  /\b(EROFS|EIO|EMFILE|ENFILE)\b|Read-only file system|Input\/output error|Too many open files|insufficient permission for adding an object/;

const wordsOf = (thrown: unknown): string =>
  thrown instanceof Error
    ? `${(thrown as NodeJS.ErrnoException).code ?? ''} ${thrown.message} ${wordsOf(thrown.cause)}`
    : '';
