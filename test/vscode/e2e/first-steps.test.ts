import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
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
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'baro-new-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  afterAll(() => library.remove());

  test('starts a repository in an empty folder, approves what was changed in the plan, and decides on each diff', async () => {
    const options = { extensionFolder, workspaceFolder: folder, env: library.env, settings };
    await inWorkbench(options, async (workbench) => {
      const { page } = workbench;
      await runGoal(workbench, 'Lend books');
      await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Start a Repository' }).click();
      const dashboard = workbench.dashboardFrame();
      await story(dashboard, 'Remind of books', 'waiting').click(SOON);
      await dashboard.getByRole('textbox', { name: 'Title' }).fill('Remind readers');
      await story(dashboard, 'Remind readers', 'waiting').waitFor(SOON);
      await workbench.command('Baro: Approve Plan');
      const dialog = page.locator('.monaco-dialog-box', { hasText: 'changes that are not saved' });
      await dialog.getByRole('button', { name: 'Save and approve' }).click(SOON);

      await story(dashboard, 'Keep books on shelves', 'needs you').waitFor(SOON);
      await page.getByRole('tab', { name: /^Baro/ }).first().click();
      const waiting = page.getByRole('treeitem', { name: 'Keep books on shelves, look at its diff' });
      await waiting.waitFor(SOON);
      // Another story may come to wait meanwhile, and then another row is under the pointer.
      const accept = waiting.getByRole('button', { name: 'Accept Diff' });
      await vi.waitFor(async () => {
        await waiting.hover();
        await accept.click({ timeout: 2000 });
      }, SOON);
      await story(dashboard, 'Keep books on shelves', 'integrated').waitFor(SOON);
      await story(dashboard, 'Remind readers', 'waiting').waitFor(SOON);
    });
    const log = await command('git', ['log', '--all', '--format=%s'], { cwd: folder });
    expect(log).toContain('Keep books on shelves');
  });

  test('says in which of several folders a run works and from where, and loses no goal that was not started', async () => {
    const other = await mkdtemp(join(tmpdir(), 'baro-other-'));
    const workspaceFolder = join(other, 'two.code-workspace');
    const plain = join(other, 'plain');
    await mkdir(plain);
    await writeFile(join(plain, 'notes.txt'), 'no repository\n');
    await writeFile(
      workspaceFolder,
      JSON.stringify({ folders: [{ path: plain }, { path: library.folder, name: 'library' }] }),
    );
    const options = { extensionFolder, workspaceFolder, env: library.env, settings };
    try {
      await inWorkbench(options, async ({ page, command: run, quickInput, dashboardFrame }) => {
        await run('Baro: Run Goal');
        await quickInput.type('What should be true', 'Lend books');
        await page.keyboard.press('Escape');

        await run('Baro: Run Goal');
        await quickInput.accept('What should be true');
        await quickInput.answer('In which folder?', 'no such folder');
        await quickInput.pick('In which folder?', 'plain');
        await quickInput.asks('With which models');
        await page.locator('.quick-input-widget').getByRole('button', { name: 'Back' }).click(SOON);
        await quickInput.accept('In which folder?');
        await quickInput.accept('With which models');
        await quickInput.accept('For how many dollars');
        const notice = page.locator('.notification-toast', { hasText: 'is in no git repository' });
        await notice.getByRole('button', { name: 'Try Again' }).click(SOON);

        await writeFile(join(library.folder, 'draft.txt'), 'not committed\n');
        await quickInput.accept('What should be true');
        await quickInput.pick('In which folder?', 'library');
        await quickInput.accept('With which models');
        await quickInput.accept('For how many dollars');
        await quickInput.pick('From where?', 'With one file that is not committed');
        await story(dashboardFrame(), 'Keep books on shelves', 'waiting').waitFor(SOON);
      });
      const bases = await command('git', ['for-each-ref', '--format=%(refname)', 'refs/baro'], {
        cwd: library.folder,
      });
      const [base = ''] = bases.split('\n');
      expect(await command('git', ['show', `${base}:draft.txt`], { cwd: library.folder })).toContain(
        'not committed',
      );
    } finally {
      await rm(join(library.folder, 'draft.txt'), { force: true });
      await rm(other, { recursive: true, force: true });
    }
  });
});
