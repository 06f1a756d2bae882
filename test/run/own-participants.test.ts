import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { viewOf } from '../../src/model/folding.ts';
import { ownParticipants } from '../../src/run/own-participants.ts';
import { shaped } from '../support/scenario.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { integrated, logOf, underWay } from '../support/told.ts';

afterEach(() => vi.unstubAllGlobals());

function withExample(): string {
  const root = temporaryFolder();
  const folder = join(root, '.baro', 'participants');
  mkdirSync(folder, { recursive: true });
  copyFileSync('examples/participants/channel.mjs', join(folder, 'channel.mjs'));
  return root;
}

test('the example tells a channel what landed, by its title', async () => {
  const told: string[] = [];
  vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => told.push(JSON.parse(body).text));
  const [channel] = await ownParticipants(withExample(), true, (sentence) => told.push(sentence));
  const view = viewOf(logOf([...underWay(shaped({ a: [] })), ...integrated('a')]));
  await channel?.on?.['story.integrated']?.(
    { type: 'story.integrated', storyId: 'a', attempt: 1, commit: 'c'.repeat(40) },
    view,
  );
  expect(told).toEqual(['Story a landed']);
});

test('what a repository brings is not run unless it may be, and whoever runs it hears how', async () => {
  const said: string[] = [];
  expect(await ownParticipants(withExample(), false, (sentence) => said.push(sentence))).toEqual([]);
  expect(said).toEqual([expect.stringMatching(/\(channel\.mjs\).*left out; `--trust` takes them in\.$/)]);
  expect(await ownParticipants(temporaryFolder(), false, (sentence) => said.push(sentence))).toEqual([]);
  expect(said).toHaveLength(1);
});
