import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { inBrowser } from './harness/browser.ts';

const { show } = inBrowser();

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const panel = (page: Page, name: string) => page.getByRole('complementary', { name });
const open = async (page: Page, story: string | RegExp, tab: string) => {
  await button(page, story).click();
  await page.getByRole('tab', { name: tab }).click();
};
/** The next attempt of a story that had two begins. */
const again = (page: Page) =>
  page.evaluate(() =>
    fakeHost.append({
      type: 'story.scheduled',
      storyId: 'service',
      attempt: 3,
      route: { backend: 'scripted' },
      reservedUsd: null,
    }),
  );

describe('what is beside the graph', () => {
  test('gives way to a story that is picked, here or in the editor', async () => {
    await using shown = await show();
    const { page } = shown;
    await page.getByTitle('Opens the books').click();
    await panel(page, 'Books').waitFor();
    await button(page, 'Entity, integrated').click();
    await panel(page, 'Story').getByRole('heading', { name: 'Entity' }).waitFor();
    await page.getByTitle('Opens the books').click();
    await panel(page, 'Books').waitFor();
    await page.evaluate(() => fakeHost.post({ type: 'reveal', storyId: 'service', tab: 'log' }));
    await panel(page, 'Story').getByRole('log', { name: 'Log' }).waitFor();
  });

  test.each(['Show the plan', 'Show the books', 'Past runs'])('takes a story’s place: %s', async (name) => {
    await using shown = await show();
    const { page } = shown;
    await button(page, 'Entity, integrated').click();
    await panel(page, 'Story').waitFor();
    await button(page, 'More actions').click();
    await page.getByRole('menuitem', { name }).click();
    await panel(page, 'Story').waitFor({ state: 'detached' });
    await panel(page, /\S+$/.exec(name.toLowerCase())?.[0] ?? '').waitFor();
  });
});

describe('a log', () => {
  test('that is followed goes on with the next attempt', async () => {
    await using shown = await show();
    const { page } = shown;
    await open(page, 'Reservations service, running', 'Log');
    const attempt = page.getByRole('combobox', { name: 'Attempt' });
    await expect.poll(() => attempt.inputValue()).toBe('2');
    await page.getByPlaceholder('Search').fill('nowhere to be found');
    await again(page);
    await expect.poll(() => attempt.inputValue()).toBe('3');
    expect(await page.getByPlaceholder('Search').inputValue()).toBe('nowhere to be found');
  });

  test('that is read stays where it is when the next attempt begins', async () => {
    await using shown = await show({ more: { log: '5000' } });
    const { page } = shown;
    await open(page, 'Reservations service, running', 'Log');
    await page.getByPlaceholder('Search').fill('got 200');
    const log = page.getByRole('log', { name: 'Log' });
    await log.locator('.hit').waitFor();
    const lines = () => log.locator('.row').first().textContent();
    const before = await lines();
    await again(page);
    await page.getByRole('option', { name: 'attempt 3' }).waitFor({ state: 'attached' });
    await page.waitForTimeout(500);
    expect(await page.getByRole('combobox', { name: 'Attempt' }).inputValue()).toBe('2');
    expect(await page.getByPlaceholder('Search').inputValue()).toBe('got 200');
    expect(await lines()).toBe(before);
  });

  test('of an attempt that was picked stays that one’s', async () => {
    await using shown = await show();
    const { page } = shown;
    await open(page, 'Reservations service, running', 'Log');
    const attempt = page.getByRole('combobox', { name: 'Attempt' });
    await attempt.selectOption('1');
    await again(page);
    await page.getByRole('option', { name: 'attempt 3' }).waitFor({ state: 'attached' });
    expect(await attempt.inputValue()).toBe('1');
  });
});

test('the log and the diff of a moment that is past say that they are not cut there', async () => {
  await using shown = await show({ scenario: 'completed' });
  const { page } = shown;
  await page.getByRole('slider', { name: 'Time' }).fill('1000');
  await page.getByText('As it was at').waitFor();
  await open(page, /^Reservations service/, 'Log');
  await page.getByText(/^The whole log of attempt \d, not only up to this moment\.$/).waitFor();
  expect(await page.getByLabel('Follow').count()).toBe(0);
  await page.waitForTimeout(500);
  expect(await page.getByRole('log', { name: 'Log' }).evaluate(({ scrollTop }) => scrollTop)).toBe(0);
  await page.getByRole('tab', { name: 'Diff' }).click();
  await page.getByText(/^The whole diff of attempt \d, not only up to this moment\.$/).waitFor();
  expect(await button(page, 'Look again').count()).toBe(0);
  await button(page, 'Back to now').click();
  await page.getByText('not only up to this moment').waitFor({ state: 'detached' });
});

describe('a rerun', () => {
  test('says what becomes of the attempt that is at work', async () => {
    await using shown = await show();
    const { page } = shown;
    await button(page, 'Reservations service, running').click();
    await button(page, 'Rerun on…').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Attempt 2 is not over: it is stopped, and its work is kept.').waitFor();
    await dialog.getByLabel('deepseek-v4-flash').check();
    await dialog.getByLabel('deepseek-v4-pro').check();
    await dialog.getByText('Attempt 2 is not over: the new ones run beside it.').waitFor();
  });

  test('of a story that was never begun is a choice of its route, and names what it waits for', async () => {
    await using shown = await show({ scenario: 'troubled' });
    const { page } = shown;
    await button(page, 'Controller, blocked').click();
    await button(page, 'Set route…').click();
    const dialog = page.getByRole('dialog', { name: 'Set the route of “Controller”' });
    const set = dialog.getByRole('button', { name: 'Set route' });
    expect(await set.isDisabled()).toBe(true);
    await dialog.getByLabel('deepseek-v4-pro').check();
    expect(await set.isEnabled()).toBe(true);
    expect(await dialog.getByText('attempt').count()).toBe(0);
    const line = dialog.getByText('It starts once Reservations service is integrated; rerun that first.');
    await line.getByRole('button', { name: 'Reservations service' }).click();
    await dialog.waitFor({ state: 'detached' });
    await panel(page, 'Story').getByRole('heading', { name: 'Reservations service' }).waitFor();
  });
});

test('a comparison says why an attempt failed', async () => {
  await using shown = await show();
  const { page } = shown;
  await open(page, 'Response mapper, integrated', 'Attempts');
  for (const one of [0, 1]) await page.getByLabel('Compare').nth(one).check();
  const dialog = page.getByRole('dialog', { name: 'Compare attempts' });
  await dialog.getByText('A check is red: npm test -- mapper ended with 1').waitFor();
});
