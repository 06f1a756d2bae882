import type { Mode } from '../../../engine/backend.ts';
import { editFile } from './edit-file.ts';
import { listFiles } from './list-files.ts';
import { readFiles } from './read-files.ts';
import { runCommand } from './run-command.ts';
import { search } from './search.ts';
import type { Tool } from './tool.ts';
import { writeFile } from './write-file.ts';

const reading = [listFiles, readFiles, search];

/** What each mode may do. */
export const toolsOf: Readonly<Record<Mode, readonly Tool[]>> = {
  ask: [],
  explore: reading,
  work: [...reading, editFile, runCommand, writeFile],
};
