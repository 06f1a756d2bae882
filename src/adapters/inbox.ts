import { randomUUID } from 'node:crypto';
import {
  type FSWatcher,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Intent } from '../model/intents.ts';

/** Leaves an intent for the process that owns a run. What it returns takes it back, where nobody has taken it yet. */
export function leaveIntent(folder: string, intent: Intent): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = `${Date.now()}-${randomUUID()}`;
  writeFileSync(join(folder, `${name}.part`), JSON.stringify(intent), { mode: 0o600 });
  renameSync(join(folder, `${name}.part`), join(folder, `${name}.json`));
  return () => rmSync(join(folder, `${name}.json`), { force: true });
}

/** As often is the folder looked at where the system does not say that it changed, in milliseconds. */
const LOOK_EVERY = 1000;

/** Takes what others leave, oldest first, until it is closed. What is no intent is dropped and reported. */
export function watchInbox(
  folder: string,
  take: (intent: Intent) => void,
  strange: (sentence: string) => void,
): { close(): void } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const look = () => {
    for (const name of readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .toSorted()) {
      const path = join(folder, name);
      const intent = readIntent(path);
      rmSync(path, { force: true });
      if (intent) take(intent);
      else strange(`${name} in the run's inbox is no intent that this version of Baro knows`);
    }
  };
  let trouble = '';
  const guarded = () => {
    try {
      look();
      trouble = '';
    } catch (error) {
      const said = `the run's inbox cannot be read: ${error instanceof Error ? error.message : error}`;
      if (said !== trouble) strange(said);
      trouble = said;
    }
  };
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(folder, guarded);
    watcher.on('error', () => watcher?.close());
  } catch {
    // the system has no watches left; the timer does
  }
  const timer = setInterval(guarded, LOOK_EVERY);
  timer.unref();
  guarded();
  return {
    close() {
      clearInterval(timer);
      watcher?.close();
    },
  };
}

function readIntent(path: string): Intent | undefined {
  try {
    const read = Intent.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
