import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { inBrowser, violations, wear } from './harness/browser.ts';
import { THEMES } from './harness/server.ts';

const { show } = inBrowser();

const story = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const tab = (name: string) => async (page: Page) => {
  await story(page, 'Reservations service, running');
  await page.getByRole('tab', { name }).click();
  await page.waitForTimeout(300);
};

/** Every view a person can get to: its scenario, and how they get there. */
const VIEWS: readonly [string, string, ((page: Page) => Promise<unknown>)?][] = [
  ['nothing yet', 'empty'],
  ['planning', 'planning'],
  ['the plan', 'awaiting'],
  ['a story being edited', 'awaiting', (page) => story(page, 'Reservations service, waiting')],
  [
    'a broken plan',
    'awaiting',
    async (page) => {
      await story(page, 'Entity, waiting');
      await page.getByLabel('Route').fill('nobody');
      await page.getByLabel('Title').fill('');
      await page.getByRole('button', { name: 'Back to the plan' }).click();
    },
  ],
  [
    'a rejection of the plan',
    'awaiting',
    (page) => page.getByRole('button', { name: 'Reject plan…' }).click(),
  ],
  ['the graph', 'mid-run'],
  ['the overview', 'mid-run', tab('Overview')],
  ['the log', 'mid-run', tab('Log')],
  ['the diff', 'mid-run', tab('Diff')],
  ['the attempts', 'mid-run', tab('Attempts')],
  [
    'two attempts side by side',
    'mid-run',
    async (page) => {
      await story(page, 'Response mapper, integrated');
      await page.getByRole('tab', { name: 'Attempts' }).click();
      await page.getByLabel('Compare').first().check();
      await page.getByLabel('Compare').nth(1).check();
      await page.getByRole('dialog', { name: 'Compare attempts' }).locator('.added').first().waitFor();
    },
  ],
  ['the messages', 'mid-run', tab('Message')],
  [
    'a rerun',
    'mid-run',
    async (page) => {
      await story(page, 'Reservations service, running');
      await page.getByRole('button', { name: 'Rerun on…' }).click();
      await page.getByText('deepseek-v4-pro', { exact: true }).waitFor();
    },
  ],
  ['a menu', 'mid-run', (page) => page.getByRole('button', { name: 'More actions' }).click()],
  [
    'past runs',
    'mid-run',
    async (page) => {
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Past runs' }).click();
    },
  ],
  [
    'the books',
    'mid-run',
    async (page) => {
      await page.getByTitle('Opens the books').click();
      await page.getByRole('complementary', { name: 'Books' }).waitFor();
    },
  ],
  ['trouble', 'troubled', (page) => story(page, 'Guards and roles, needs you')],
  ['a rejection', 'troubled', (page) => page.getByRole('button', { name: 'Reject…' }).first().click()],
  ['the end', 'completed'],
  ['the past', 'completed', (page) => page.getByRole('slider', { name: 'Time' }).fill('900')],
  ['33 stories', 'stories-33'],
];

test.each(VIEWS)('%s breaks no rule of accessibility in any theme', async (_, scenario, reach) => {
  await using shown = await show({ scenario });
  const { page } = shown;
  await reach?.(page);
  await page.waitForTimeout(200);
  const found: string[] = [];
  for (const theme of THEMES) {
    await wear(page, theme);
    found.push(...(await violations(page)).map((violation) => `${theme}: ${violation}`));
  }
  expect(found).toEqual([]);
});
