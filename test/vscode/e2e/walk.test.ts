import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoWorkbench } from '../rig/available.ts';
import { command } from '../rig/command.ts';
import { inWorkbench } from '../rig/in-workbench.ts';
import { projectFolder } from '../rig/paths.ts';
import { packageVsix } from '../rig/vsix.ts';
import { runGoal, SOON, story } from './dashboard.ts';
import { type Library, makeLibrary } from './library.ts';

/** One attempt a story, so that the one which fails waits for a person. */
const settings = {
  'baro.models.preset': 'openai',
  'baro.budget.attempts': 1,
  'baro.worktree.localOnly': true,
};

describe.skipIf(await whyNoWorkbench())('in a real VS Code', () => {
  let library: Library;
  let folder: string;
  let extensionVsix: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'baro-e2e-'));
    extensionVsix = join(folder, 'baro.vsix');
    await packageVsix(projectFolder, extensionVsix);
    library = await makeLibrary();
  });
  afterAll(async () => {
    await library.remove();
    await rm(folder, { recursive: true, force: true });
  });

  test('a goal becomes a plan, the plan a graph, a failed story another try, all of it a branch, and the plan a race', async () => {
    const { env } = library;
    const options = { extensionVsix, workspaceFolder: library.folder, env, settings };
    await inWorkbench(options, async (workbench) => {
      const { page, quickInput } = workbench;
      await runGoal(workbench, 'Lend books');

      const dashboard = workbench.dashboardFrame();
      await story(dashboard, 'Keep books on shelves', 'waiting').waitFor(SOON);
      await dashboard.getByRole('button', { name: 'Approve plan' }).click();

      await story(dashboard, 'Remind of books', 'integrated').waitFor(SOON);
      await story(dashboard, 'Find books by title', 'failed').waitFor(SOON);

      await story(dashboard, 'Find books by title', 'failed').click();
      await dashboard.getByRole('tab', { name: 'Overview' }).click();
      await dashboard.getByText('it ignores the case of letters').first().waitFor(SOON);
      await dashboard.getByRole('tab', { name: 'Log' }).click();
      await dashboard.getByText('titles.js').first().waitFor(SOON);
      await dashboard.getByRole('tab', { name: 'Diff' }).click();
      await dashboard.getByText('export const titles').first().waitFor(SOON);
      await dashboard.getByRole('button', { name: 'Open diff' }).first().click();
      await page.locator('.tab', { hasText: 'titles.js' }).waitFor(SOON);

      await workbench.command('Baro: Rerun Story');
      await quickInput.pick('Which story?', 'Find books by title');
      await quickInput.pick('On which route?', 'Another route');
      await quickInput.answer('A route is written', 'openai:fake-better');
      await workbench.command('Baro: Open Dashboard');
      await story(workbench.dashboardFrame(), 'Find books by title', 'integrated').waitFor(SOON);

      await workbench.command('Baro: Export Run');
      await quickInput.accept('Export the run');
      const notice = page.locator('.notification-list-item-message', { hasText: 'The run is in' });
      const exported = (await notice.textContent(SOON))?.replace(/^.*The run is in /, '') ?? '';
      const offline = await page.context().newPage();
      await offline.goto(pathToFileURL(exported).href);
      const graph = offline.getByRole('region', { name: 'Story graph' });
      await graph.getByRole('button', { name: 'Find books by title, integrated' }).click();
      await offline.getByRole('tab', { name: 'Diff' }).click();
      await offline.getByText('export const titles').first().waitFor(SOON);
      await offline.close();

      await page.getByRole('tab', { name: /^Baro/ }).first().click();
      await workbench.command('Baro: Race Plan on Several Routes');
      for (const route of ['openai:gpt-6.1-terra', 'openai:fake-better'])
        await page.getByRole('checkbox', { name: route }).first().click(SOON);
      await page.keyboard.press('Enter');
      await page
        .getByRole('treeitem', { name: /^Lend books, done/ })
        .nth(1)
        .waitFor(SOON);
    });

    const oldestFirst = ['--sort=committerdate', '--format=%(refname:short)'];
    const branches = (await git('for-each-ref', ...oldestFirst, 'refs/heads/baro')).trim().split('\n');
    expect(branches).toHaveLength(3);
    const [branch = ''] = branches;
    expect(branch).toMatch(/^baro\/lend-books-/);
    const files = (await git('ls-tree', '--name-only', branch)).trim().split('\n');
    expect(files).toEqual(expect.arrayContaining(['lending.js', 'reminders.js', 'shelves.js', 'titles.js']));
    expect(
      (await git('log', '--format=%(trailers:key=Baro-Story,valueonly,separator=)', branch)).trim(),
    ).not.toBe('');
    expect((await git('status', '--porcelain')).trim()).toBe('');
  });

  const git = (...args: string[]) => command('git', args, { cwd: library.folder });
});
