import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Participant } from '../engine/participant.ts';

/** The participants that a repository brings: what `.baro/participants/*.mjs` exports as `participant`. */
export async function ownParticipants(
  root: string,
  allowed: boolean,
  strange: (sentence: string) => void,
): Promise<readonly Participant[]> {
  const folder = join(root, '.baro', 'participants');
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.mjs')).toSorted();
  if (files.length > 0 && !allowed) {
    strange(
      `The repository brings participants of its own (${files.join(', ')}), which would run inside Baro with your keys. They are left out; \`--trust\` takes them in.`,
    );
    return [];
  }
  const found: Participant[] = [];
  for (const file of files) {
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
