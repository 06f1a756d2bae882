import { afterAll, beforeAll, describe, test } from 'vitest';
import { whyNoWorkbench } from '../rig/available.ts';
import { inWorkbench } from '../rig/in-workbench.ts';
import { projectFolder as extensionFolder } from '../rig/paths.ts';
import { runGoal, SOON } from './dashboard.ts';
import { type Library, makeLibrary } from './library.ts';

const settings = {
  'baro.models.preset': 'openai',
  'baro.worktree.localOnly': true,
  'baro.verify.reviewDiffs': true,
};

describe.skipIf(await whyNoWorkbench())('a person who reviews', () => {
  let library: Library;
  beforeAll(async () => {
    library = await makeLibrary();
  });
  afterAll(() => library.remove());

  test('comments on a diff, reads the next attempt, and accepts it where it is shown', async () => {
    const options = { extensionFolder, workspaceFolder: library.folder, env: library.env, settings };
    await inWorkbench(options, async (workbench) => {
      const { page, command } = workbench;
      await page.getByRole('tab', { name: /^Baro/ }).first().click();
      await runGoal(workbench, 'Lend books');
      await workbench.dashboardFrame().getByRole('button', { name: 'Approve plan' }).click(SOON);
      const waiting = page.getByRole('treeitem', { name: 'Keep books on shelves, look at its diff' });
      // a row that comes above another moves it away under the pointer
      await page.getByRole('treeitem', { name: 'Find books by title, look at its diff' }).waitFor(SOON);
      await waiting.click(SOON);
      await page.getByRole('tab', { name: /^shelves\.js .*attempt 1/ }).waitFor(SOON);

      await page.locator('.modified-in-monaco-diff-editor .view-line').first().click(SOON);
      await command('Comments: Add Comment on Current Selection');
      await page.locator('.review-widget').getByRole('textbox').first().pressSequentially('Use a Map');
      await page.getByRole('button', { name: 'Add Feedback' }).click(SOON);
      await page.locator('.review-widget', { hasText: 'Not submitted yet' }).waitFor(SOON);
      await workbench.reload();
      await waiting.click(SOON);
      await page.locator('.review-widget', { hasText: 'Use a Map' }).waitFor(SOON);
      await page.locator('.review-widget').getByRole('button', { name: 'Submit Feedback' }).click(SOON);
      await page.locator('.statusbar', { hasText: 'the next one reads your feedback' }).waitFor(SOON);

      await page
        .getByRole('treeitem', { name: /^Keep books on shelves, needs you · 2 attempts/ })
        .waitFor(SOON);
      // the first attempt is still in front: it is over
      const accept = page.locator('.editor-actions').getByRole('button', { name: 'Accept Diff' });
      await accept.waitFor({ ...SOON, state: 'hidden' });
      await waiting.click(SOON);
      await page.getByRole('tab', { name: /^shelves\.js .*attempt 2/ }).waitFor(SOON);
      await accept.click(SOON);
      await page.getByRole('treeitem', { name: /^Keep books on shelves, integrated/ }).waitFor(SOON);
    });
  });
});
