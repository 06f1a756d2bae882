import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoWorkbench } from '../rig/available.ts';
import { command } from '../rig/command.ts';
import { inWorkbench } from '../rig/in-workbench.ts';
import { projectFolder as extensionFolder } from '../rig/paths.ts';
import { runGoal, SOON, story } from './dashboard.ts';
import { type Library, makeLibrary } from './library.ts';

const settings = {
  'baro.models.preset': 'openai',
  'baro.worktree.localOnly': true,
  'baro.verify.reviewDiffs': true,
};

describe.skipIf(await whyNoWorkbench())('a person who is new here', () => {
  let library: Library;
  let folder: string;
  beforeAll(async () => {
    library = await makeLibrary();
    folder = await mkdtemp(join(tmpdir(), 'baro-new-'));
  });
  afterAll(async () => {
    await library.remove();
    await rm(folder, { recursive: true, force: true });
  });

  test('starts a repository in an empty folder, and decides on each diff', async () => {
    const options = { extensionFolder, workspaceFolder: folder, env: library.env, settings };
    await inWorkbench(options, async (workbench) => {
      const { page } = workbench;
      await runGoal(workbench, 'Lend books');
      await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Start a Repository' }).click();
      const dashboard = workbench.dashboardFrame();
      await dashboard.getByRole('button', { name: 'Approve plan' }).click(SOON);

      await story(dashboard, 'Keep books on shelves', 'needs you').waitFor(SOON);
      await page.getByRole('tab', { name: /^Baro/ }).first().click();
      const waiting = page.getByRole('treeitem', { name: 'Keep books on shelves, look at its diff' });
      await waiting.waitFor(SOON);
      await waiting.hover();
      await waiting.getByRole('button', { name: 'Accept Diff' }).click();
      await story(dashboard, 'Keep books on shelves', 'integrated').waitFor(SOON);
    });
    const log = await command('git', ['log', '--all', '--format=%s'], { cwd: folder });
    expect(log).toContain('Keep books on shelves');
  });
});
