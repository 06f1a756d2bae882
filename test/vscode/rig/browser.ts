import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

export type Viewport = { readonly width: number; readonly height: number };

/** A headless browser whose files are all in `folder`, so that they go with it. */
export const openBrowser = async (
  executablePath: string,
  folder: string,
  viewport: Viewport = { width: 1400, height: 900 },
): Promise<BrowserContext> => {
  const { PATH = '' } = process.env;
  const temporary = join(folder, 'tmp');
  await mkdir(temporary, { recursive: true });
  return chromium.launchPersistentContext(join(folder, 'browser'), {
    executablePath,
    viewport,
    headless: true,
    chromiumSandbox: false,
    artifactsDir: temporary,
    // Playwright would exit on these before the server is gone; without us the browser ends by itself.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    env: { PATH, HOME: folder, TMPDIR: temporary },
    reducedMotion: 'reduce',
  });
};
