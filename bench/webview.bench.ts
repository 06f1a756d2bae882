import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';
import { dashboard, styles } from '../esbuild.config.mjs';
import { findChromium } from '../test/vscode/rig/chromium.ts';
import { startHarness } from '../test/webview/harness/server.ts';
import { type Figure, median, printTable } from './table.ts';
import { firstRender, heapMb, panning, stateChanges } from './webview/measures.ts';

/*
 * The dashboard against the plain library, in the same Chromium in the same minutes:
 * `npm run bench webview`.
 */

const ROUNDS = 5;
const page = dashboard as BuildOptions;
await Promise.all([build(page), build(styles as BuildOptions)]);
const plain = await build({
  ...page,
  entryPoints: [join(import.meta.dirname, 'webview/plain.ts')],
  splitting: false,
  write: false,
});
const harness = await startHarness({
  '/plain.js': plain.outputFiles?.find(({ path }) => path.endsWith('.js'))?.text ?? '',
});
const browser = await chromium.launch({
  executablePath: await findChromium(),
  args: ['--no-sandbox'],
});

const figures: Figure[] = [];
const note = (what: string, value: number, unit: string, is?: 'at most' | 'at least', limit = 0) =>
  figures.push({ what, value, unit, ...(is ? { limit: { is, value: limit } } : {}) });

async function on<T>(query: string, use: (page: Page) => Promise<T>): Promise<T> {
  const opened = await browser.newPage({ viewport: { width: 1400, height: 860 } });
  try {
    await opened.goto(`${harness.url}?${query}`, { waitUntil: 'commit' });
    return await use(opened);
  } finally {
    await opened.close();
  }
}

try {
  for (const many of [33, 100, 500]) {
    const times = { plain: [] as number[], dashboard: [] as number[] };
    const fps = { plain: [] as number[], dashboard: [] as number[] };
    for (let round = 0; round < ROUNDS; round++)
      for (const [who, query, card] of [
        ['plain', `script=/plain.js&scenario=empty&stories=${many}`, '.svelte-flow__node .card'],
        ['dashboard', `scenario=stories-${many}`, '.svelte-flow__node .card'],
      ] as const)
        await on(query, async (opened) => {
          times[who].push(await firstRender(opened, card, many));
          if (round > 2) return;
          await opened.waitForTimeout(1200);
          fps[who].push((await panning(opened)).fps);
        });
    const plainMs = median(times.plain);
    note(`first render, ${many} stories, plain Svelte Flow`, plainMs, 'ms');
    note(`first render, ${many} stories`, median(times.dashboard), 'ms', 'at most', plainMs * 1.25);
    const plainFps = median(fps.plain);
    note(`panning, ${many} stories, plain Svelte Flow`, plainFps, 'fps');
    note(`panning, ${many} stories`, median(fps.dashboard), 'fps', 'at least', plainFps * 0.9);
  }

  for (const many of [33, 500])
    await on(`scenario=stories-${many}`, async (opened) => {
      await firstRender(opened, '[data-story]', many);
      await opened.waitForTimeout(1500);
      const changes = await stateChanges(opened, 12);
      const busy = `${many} stories, 1,000 entries a second`;
      note(`a state change on the screen, ${busy}`, median(changes.map(({ ms }) => ms)), 'ms');
      note(
        `a state change on the screen, ${busy}`,
        median(changes.map(({ frames }) => frames)),
        'frames',
        'at most',
        2,
      );
      note(`memory, ${busy}`, await heapMb(opened), 'MB');
    });

  await on('scenario=mid-run&log=1000000', async (opened) => {
    await opened.getByRole('button', { name: 'Reservations service, running' }).click();
    const before = await heapMb(opened);
    await opened.getByRole('tab', { name: 'Log' }).click();
    const log = opened.getByRole('log');
    await log.getByText('999999', { exact: true }).waitFor();
    for (let place = 0; place <= 1; place += 0.02) {
      await log.evaluate((box, to) => {
        box.scrollTop = (box.scrollHeight - box.clientHeight) * to;
      }, place);
      await opened.waitForTimeout(25);
    }
    note('a log of 1,000,000 lines, rows in the DOM', await log.locator('.row').count(), '', 'at most', 400);
    note('a log of 1,000,000 lines, memory', (await heapMb(opened)) - before, 'MB', 'at most', 60);
    const begun = performance.now();
    await opened.getByPlaceholder('Search').fill('"OK"');
    await log.locator('.hit').waitFor();
    note('a log of 1,000,000 lines, search', performance.now() - begun, 'ms', 'at most', 1000);
  });
} finally {
  await browser.close();
  await harness.close();
}
printTable(figures);
