import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoWorkbench } from './available.ts';
import { inWorkbench } from './in-workbench.ts';
import { makeThrowaway, type Throwaway } from './throwaway.ts';
import { packageVsix } from './vsix.ts';
import type { Workbench } from './workbench.ts';

const greet = async ({ command, quickInput, dashboardFrame }: Workbench): Promise<string> => {
  await command('Throwaway: Open the Page');
  await quickInput.answer('Who is there?', 'Ada');
  await quickInput.pick('In which tone?', 'rudely');
  await dashboardFrame().getByRole('button', { name: 'Greet' }).click();
  const answer = dashboardFrame().getByRole('status').filter({ hasText: /./ });
  return (await answer.textContent()) ?? '';
};

describe.skipIf(await whyNoWorkbench())('a workbench', () => {
  let throwaway: Throwaway;
  let workspaceFolder: string;
  beforeAll(async () => {
    throwaway = await makeThrowaway();
    workspaceFolder = join(throwaway.folder, 'workspace');
  });
  afterAll(() => throwaway.remove());

  test('runs a packaged extension: its command, its questions, its page and back', async () => {
    const extensionVsix = join(throwaway.folder, 'throwaway.vsix');
    await packageVsix(throwaway.folder, extensionVsix);
    const env = { THROWAWAY_WORD: 'indeed' };
    await inWorkbench({ extensionVsix, workspaceFolder, env }, async (workbench) => {
      expect(await greet(workbench)).toBe('hello Ada rudely indeed');
    });
  });

  test('runs an extension from its folder, is photographed in every theme, and survives a reload', async () => {
    const viewport = { width: 1000, height: 700 };
    const options = { extensionFolder: throwaway.folder, workspaceFolder, viewport, theme: 'light' } as const;
    await inWorkbench(options, async (workbench) => {
      await greet(workbench);
      const pictures = [await workbench.page.screenshot()];
      for (const theme of ['dark', 'high-contrast', 'high-contrast-light'] as const) {
        await workbench.setTheme(theme);
        pictures.push(await workbench.page.screenshot());
      }
      expect(pictures.map(sizeOf)).toEqual(pictures.map(() => viewport));
      expect(new Set(pictures.map(String)).size).toBe(4);
      await workbench.reload();
      expect(await greet(workbench)).toContain('hello Ada');
    });
  });
});

/** A PNG says its size right after its header. */
const sizeOf = (png: Buffer) => ({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) });
