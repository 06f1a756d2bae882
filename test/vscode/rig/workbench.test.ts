import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { takePictures } from '../screenshots/take.ts';
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

  test('runs an extension from its folder, and survives a reload', async () => {
    await inWorkbench({ extensionFolder: throwaway.folder, workspaceFolder }, async (workbench) => {
      await greet(workbench);
      await workbench.reload();
      expect(await greet(workbench)).toContain('hello Ada');
    });
  });

  test('is photographed in every theme', async () => {
    const themes = ['light', 'dark', 'high-contrast', 'high-contrast-light'] as const;
    const small = { width: 1000, height: 700 };
    const folder = join(throwaway.folder, 'pictures');
    const options = { extensionFolder: throwaway.folder, workspaceFolder };
    await takePictures({ themes, sizes: { small }, folder }, options, async (workbench, shoot) => {
      await greet(workbench);
      await shoot('page');
    });

    const pictures = await Promise.all(
      themes.map((theme) => readFile(join(folder, `page-small-${theme}.png`))),
    );
    expect(pictures.map(sizeOf)).toEqual(themes.map(() => small));
    expect(new Set(pictures.map(String)).size).toBe(themes.length);
  });
});

/** A PNG says its size right after its header. */
const sizeOf = (png: Buffer) => ({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) });
