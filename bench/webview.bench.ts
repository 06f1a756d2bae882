import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';
import { dashboard, styles } from '../esbuild.config.mjs';
import { startHarness } from '../test/webview/harness/server.ts';
import { firstRender, heapMb, panning, stateChanges } from './webview/measures.ts';

/*
 * The dashboard against the plain library, in the same Chromium in the same minutes:
 * `node --import ./scripts/typescript.mjs bench/webview.bench.ts`
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
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const results: Record<string, number> = {};
const note = (name: string, value: number) => {
  results[name] = Math.round(value * 100) / 100;
  console.error(`${name.padEnd(44)} ${results[name]}`);
};

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
    note(`first render, ${many} stories, plain, ms`, median(times.plain));
    note(`first render, ${many} stories, dashboard, ms`, median(times.dashboard));
    note(`first render, ${many} stories, ratio`, median(times.dashboard) / median(times.plain));
    note(`panning, ${many} stories, plain, fps`, median(fps.plain));
    note(`panning, ${many} stories, dashboard, fps`, median(fps.dashboard));
  }

  for (const many of [33, 500])
    await on(`scenario=stories-${many}`, async (opened) => {
      await firstRender(opened, '[data-story]', many);
      await opened.waitForTimeout(1500);
      const changes = await stateChanges(opened, 12);
      note(`state change to paint, ${many} stories, ms`, median(changes.map(({ ms }) => ms)));
      note(`state change to paint, ${many} stories, frames`, median(changes.map(({ frames }) => frames)));
      note(
        `state change to paint, ${many} stories, most frames`,
        Math.max(...changes.map(({ frames }) => frames)),
      );
      note(`heap, ${many} stories, MB`, await heapMb(opened));
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
    note('log of 1,000,000 lines, rows in the DOM', await log.locator('.row').count());
    note('log of 1,000,000 lines, heap it adds, MB', (await heapMb(opened)) - before);
    const begun = performance.now();
    await opened.getByPlaceholder('Search').fill('"OK"');
    await log.locator('.hit').waitFor();
    note('log of 1,000,000 lines, search, ms', performance.now() - begun);
  });
} finally {
  await browser.close();
  await harness.close();
}
console.log(JSON.stringify(results));
