import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openLog } from '../../src/adapters/log.ts';
import { logOf, type Moment } from './made-up-log.ts';

/** Puts a run into a repository as if it had happened there. */
export function storeRun(commonDir: string, id: string, moments: readonly Moment[]): void {
  const folder = join(commonDir, 'baro', 'runs', id);
  mkdirSync(folder, { recursive: true });
  const log = openLog(join(folder, 'log.jsonl'));
  for (const entry of logOf(...moments)) log.append(entry);
  log.close();
}
