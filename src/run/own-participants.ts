import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Participant } from '../engine/participant.ts';

/** The participants that a trusted repository brings: what `.baro/participants/*.mjs` exports as `participant`. */
export async function ownParticipants(
  root: string,
  trusted: boolean,
  strange: (sentence: string) => void,
): Promise<readonly Participant[]> {
  if (!trusted) return [];
  const folder = join(root, '.baro', 'participants');
  const files = await readdir(folder).catch(() => []);
  const found: Participant[] = [];
  for (const file of files.filter((name) => name.endsWith('.mjs')).toSorted()) {
    try {
      const loaded: { participant?: Participant } = await import(pathToFileURL(join(folder, file)).href);
      if (typeof loaded.participant?.name === 'string') found.push(loaded.participant);
      else strange(`.baro/participants/${file} exports no \`participant\` with a name, so it is left out.`);
    } catch (error) {
      strange(
        `.baro/participants/${file} could not be loaded and is left out: ${error instanceof Error ? error.message : error}`,
      );
    }
  }
  return found;
}
