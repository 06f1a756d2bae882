import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PromptName, type Prompts, prompts } from '../prompts/prompts.ts';

/** The documents that models are told; a trusted repository's own `.baro/prompts/<phase>.md` come first. */
export async function promptsOf(root: string, trusted: boolean): Promise<Prompts> {
  if (!trusted) return prompts;
  const own = async (name: PromptName) =>
    readFile(join(root, '.baro', 'prompts', `${name}.md`), 'utf8').catch(() => prompts[name]);
  return {
    architect: await own('architect'),
    planner: await own('planner'),
    story: await own('story'),
    critic: await own('critic'),
    surgeon: await own('surgeon'),
    requirements: await own('requirements'),
  };
}
