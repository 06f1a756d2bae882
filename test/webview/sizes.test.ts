import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { inBrowser } from './harness/browser.ts';

const { show } = inBrowser();

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
async function box(of: Locator) {
  const found = await of.boundingBox();
  if (!found) throw new Error('it is not there');
  return { ...found, right: found.x + found.width, bottom: found.y + found.height };
}
type Box = Awaited<ReturnType<typeof box>>;
const within = (one: Box, around: Box) =>
  one.x >= around.x && one.y >= around.y && one.right <= around.right && one.bottom <= around.bottom;
/** A line of a log or a diff is so high. */
const LINE = 19;

/** How many lines can be read at the least. */
const SIZES = [
  [360, 600, 7],
  [520, 600, 10],
  [520, 900, 22],
  [900, 600, 13],
  [1400, 900, 28],
] as const;

test.each(SIZES)('log and diff can be read at %i × %i', async (width, height, lines) => {
  await using shown = await show({ width, height });
  const { page } = shown;
  await button(page, 'Response mapper, integrated').click();
  await page.getByRole('tab', { name: 'Log' }).click();
  await page.getByRole('log', { name: 'Log' }).locator('.row').first().waitFor();
  expect((await box(page.getByRole('log', { name: 'Log' }))).height / LINE).toBeGreaterThan(lines);
  await page.getByRole('tab', { name: 'Diff' }).click();
  await page.locator('.files .t-keyword').first().waitFor();
  expect((await box(page.locator('.files'))).height / LINE).toBeGreaterThan(lines);
  // One line is all that the bar above them takes, and what can be done with the story is still there.
  expect((await box(page.locator('.bar', { hasText: 'Open all' }))).height).toBeLessThan(50);
  for (const name of ['Open diff', 'Rerun on…', 'Close the inspector'])
    expect(within(await box(button(page, name)), await box(page.locator('main')))).toBe(true);
  // All of the graph is in its pane, and nothing lies on it.
  const graph = page.getByRole('region', { name: 'Story graph' });
  await expect
    .poll(async () => {
      const pane = await box(graph);
      const cards = await Promise.all((await graph.locator('[data-story]').all()).map(box));
      return cards.every((card) => within(card, pane));
    })
    .toBe(true);
});

test('the panel beside the graph is as high as the window allows; the timeline is below the graph', async () => {
  await using shown = await show({ scenario: 'completed', width: 900, height: 600 });
  const { page } = shown;
  const timeline = page.getByRole('region', { name: 'Timeline' });
  expect((await box(timeline)).width).toBe(900);
  await button(page, 'Controller, integrated').click();
  const panel = await box(page.getByRole('complementary', { name: 'Story' }));
  await expect.poll(async () => (await box(timeline)).right).toBeLessThanOrEqual(panel.x);
  expect([panel.bottom, (await box(timeline)).bottom]).toEqual([600, 600]);
});

test.each([360, 520, 900, 1400])(
  'the times along the timeline do not run into each other: %i',
  async (width) => {
    await using shown = await show({ scenario: 'completed', width });
    const axis = shown.page.getByRole('region', { name: 'Timeline' }).locator('.axis');
    await axis.getByText('0:00').waitFor();
    await expect
      .poll(async () => {
        const times = await Promise.all((await axis.locator('span').all()).map(box));
        return times.every((time, at) => {
          const next = times[at + 1];
          return time.right <= width && (!next || time.right <= next.x);
        });
      })
      .toBe(true);
    expect(await axis.locator('span').count()).toBeGreaterThan(1);
  },
);

test.each([360, 520])('all of a rerun can be reached in a low window: %i', async (width) => {
  await using shown = await show({ scenario: 'troubled', width, height: 600 });
  const { page } = shown;
  await button(page, 'Reservations service, failed').click();
  await button(page, 'Rerun on…').click();
  await page.getByText('deepseek-v4-pro', { exact: true }).waitFor();
  await page.getByLabel('Another').fill('gpt');
  await page.getByLabel('Keep going until').check();
  const dialog = page.getByRole('dialog');
  for (const name of ['Cancel', 'Rerun'])
    expect(within(await box(button(page, name)), await box(dialog))).toBe(true);
  const minutes = page.getByLabel('minutes');
  await minutes.focus();
  expect((await box(minutes)).bottom).toBeLessThanOrEqual((await box(button(page, 'Cancel'))).y);
  expect(await dialog.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
});

test.each([
  [360, true],
  [900, false],
])('attempts are compared below each other where there is little width: %i', async (width, below) => {
  await using shown = await show({ width, height: 600 });
  const { page } = shown;
  await button(page, 'Response mapper, integrated').click();
  await page.getByRole('tab', { name: 'Attempts' }).click();
  for (const one of [0, 1]) await page.getByLabel('Compare').nth(one).check();
  const dialog = page.getByRole('dialog', { name: 'Compare attempts' });
  await dialog.locator('.added').nth(3).waitFor();
  const sides = dialog.locator('.side');
  const [first, second] = [await box(sides.first()), await box(sides.last())];
  expect(second.y >= first.bottom).toBe(below);
  for (const about of await dialog.locator('.about').all())
    expect(await about.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
});
