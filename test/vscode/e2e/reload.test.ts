import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoWorkbench } from '../rig/available.ts';
import { command } from '../rig/command.ts';
import { inWorkbench } from '../rig/in-workbench.ts';
import { projectFolder } from '../rig/paths.ts';
import { runGoal, SOON, story } from './dashboard.ts';
import { type Library, makeLibrary } from './library.ts';

const settings = { 'baro.models.preset': 'openai', 'baro.worktree.localOnly': true };

describe.skipIf(await whyNoWorkbench())('a window that is reloaded', () => {
  let library: Library;
  beforeAll(async () => {
    library = await makeLibrary();
  });
  afterAll(() => library.remove());

  test('finds its dashboard and its run again, before the plan is approved, in the middle of the work, and when it is over', async () => {
    const { env, folder: workspaceFolder } = library;
    await inWorkbench(
      { extensionFolder: projectFolder, workspaceFolder, env, settings },
      async (workbench) => {
        await runGoal(workbench, ''); // GOAL.md
        await story(workbench.dashboardFrame(), 'Remind of books', 'waiting').waitFor(SOON);

        await workbench.reload();
        await story(workbench.dashboardFrame(), 'Remind of books', 'waiting').click(SOON);
        await workbench.dashboardFrame().getByRole('textbox', { name: 'Title' }).fill('Remind of all books');
        await story(workbench.dashboardFrame(), 'Remind of all books', 'waiting').waitFor(SOON);
        await workbench.page.getByRole('treeitem', { name: 'GOAL.md' }).dblclick();
        await workbench.page.getByRole('tab', { name: /GOAL\.md/ }).waitFor(SOON);
        await workbench.reload(); // the dashboard is in the back, and is not loaded
        await workbench.page.locator('.statusbar', { hasText: 'needs approval' }).waitFor(SOON);
        await workbench.command('Baro: Approve Plan');
        await workbench.page.getByText('The plan has changes that are not saved.').waitFor(SOON);
        await workbench.page.keyboard.press('Escape');
        await workbench.command('Baro: Open Dashboard');
        await story(workbench.dashboardFrame(), 'Remind of all books', 'waiting').waitFor(SOON);
        await workbench.dashboardFrame().getByRole('button', { name: 'Discard', exact: true }).click();
        await story(workbench.dashboardFrame(), 'Remind of books', 'waiting').waitFor(SOON);
        await workbench.dashboardFrame().getByRole('button', { name: 'Approve plan' }).click();
        await story(workbench.dashboardFrame(), 'Keep books on shelves', 'integrated').waitFor(SOON);

        await workbench.reload();
        for (const title of [
          'Keep books on shelves',
          'Find books by title',
          'Lend a book',
          'Remind of books',
        ])
          await story(workbench.dashboardFrame(), title, 'integrated').waitFor(SOON);
        await workbench.page.locator('.statusbar', { hasText: '4/4' }).waitFor(SOON);
        await workbench.page.getByRole('button', { name: 'Baro: done, 4 of 4 stories' }).waitFor(SOON);

        await workbench.page.getByRole('treeitem', { name: 'GOAL.md' }).dblclick();
        await workbench.page.getByRole('tab', { name: /GOAL\.md/ }).waitFor(SOON);
        await workbench.reload();
        await workbench.command('Baro: Open Dashboard');
        await story(workbench.dashboardFrame(), 'Lend a book', 'integrated').waitFor(SOON);
        expect(await workbench.page.getByRole('tab', { name: /^Baro: / }).count()).toBe(1);
      },
    );
    const stories = await command(
      'git',
      ['log', '--branches=baro/*', '--format=%(trailers:key=Baro-Story,valueonly,separator=)'],
      { cwd: library.folder },
    );
    expect(stories.split('\n').filter(Boolean).sort()).toEqual(['lending', 'reminders', 'shelves', 'titles']);
  });
});
