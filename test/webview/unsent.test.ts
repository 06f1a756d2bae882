import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { WebviewMessage } from '../../src/model/protocol.ts';
import { inBrowser } from './harness/browser.ts';

const { show } = inBrowser();
type Shown = Awaited<ReturnType<typeof show>>;
const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const types = (said: readonly WebviewMessage[]) =>
  said.flatMap((message) => (message.type === 'intent' ? [message.intent.type] : []));
/** VS Code takes the dashboard down when its tab is left, and loads it anew when that is looked at again. */
async function leaveAndComeBack({ page, kept }: Shown): Promise<void> {
  const url = new URL(page.url());
  url.searchParams.set('state', await kept());
  await page.goto(url.href);
  await page.locator('header').waitFor();
}

describe('what is written to the planner', () => {
  const request = (page: Page) => page.getByPlaceholder('Ask the planner');

  test('is there after another editor was looked at, until it is sent', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    await request(page).fill('Leave the mapper out.');
    await leaveAndComeBack(shown);
    await expect.poll(() => request(page).inputValue()).toBe('Leave the mapper out.');
    await button(page, 'Ask for a new version').click();
    await page.getByText('Revising', { exact: true }).waitFor();
    await leaveAndComeBack(shown);
    expect(await request(page).inputValue()).toBe('');
  });

  test('is not said to the planner of another run', async () => {
    await using shown = await show({ scenario: 'awaiting' });
    const { page } = shown;
    const showRun = (id: string | undefined) =>
      page.evaluate((other) => {
        const view = fakeHost.view();
        const run = view.run && { ...view.run, id: other ?? view.run.id };
        const json = JSON.stringify({ view: { ...view, run }, live: true });
        fakeHost.post({ type: 'snapshot', snapshot: 99, part: 0, parts: 1, json });
      }, id);
    await request(page).fill('Leave the mapper out.');
    await showRun('another');
    await expect.poll(() => request(page).inputValue()).toBe('');
    await showRun(undefined);
    await expect.poll(() => request(page).inputValue()).toBe('Leave the mapper out.');
  });
});

describe('a message to an agent', () => {
  const message = (page: Page) => page.getByRole('textbox', { name: 'Message to the agent' });
  const open = async (page: Page, story: RegExp) => {
    await button(page, story).click();
    await page.getByRole('tab', { name: 'Message' }).click();
    await message(page).waitFor();
  };

  test('stays with its story while others, and other tabs, are looked at', async () => {
    await using shown = await show();
    const { page } = shown;
    await open(page, /^Module wiring/);
    await message(page).fill('Mind the module order.');
    await open(page, /^Entity/);
    expect(await message(page).inputValue()).toBe('');
    await page.getByRole('tab', { name: 'Log' }).click();
    await open(page, /^Module wiring/);
    expect(await message(page).inputValue()).toBe('Mind the module order.');
  });

  test('is there after another editor was looked at, until it is sent', async () => {
    await using shown = await show();
    const { page } = shown;
    await open(page, /^Module wiring/);
    await message(page).fill('Mind the module order.');
    await leaveAndComeBack(shown);
    await expect.poll(() => message(page).inputValue()).toBe('Mind the module order.');
    await button(page, 'Send').click();
    await page.getByText('Mind the module order.', { exact: true }).waitFor();
    expect(await message(page).inputValue()).toBe('');
    await leaveAndComeBack(shown);
    await message(page).waitFor();
    expect(await message(page).inputValue()).toBe('');
  });
});

describe('what is written for a rerun', () => {
  const note = (page: Page) => page.getByLabel('Anything to add?');
  const route = (page: Page) => page.getByLabel('Another');
  const open = async (page: Page) => {
    await button(page, 'Reservations service, failed').click();
    await button(page, 'Rerun on…').click();
    await note(page).waitFor();
  };
  const write = async (page: Page) => {
    await open(page);
    await note(page).fill('Look at the tables module first.');
    await route(page).fill('claude:opus');
  };
  const written = async (page: Page) => [await note(page).inputValue(), await route(page).inputValue()];
  const BOTH = ['Look at the tables module first.', 'claude:opus'];

  test('is there after another editor was looked at, until it is sent', async () => {
    await using shown = await show({ scenario: 'troubled' });
    const { page } = shown;
    await write(page);
    await leaveAndComeBack(shown);
    await button(page, 'Rerun on…').click();
    expect(await written(page)).toEqual(BOTH);
    await button(page, 'Rerun').click();
    await expect.poll(async () => types(await shown.said())).toEqual(['rerun']);
    await leaveAndComeBack(shown);
    await button(page, 'Rerun on…').click();
    expect(await written(page)).toEqual(['', '']);
  });

  test('is there after a slip of Escape, and goes with Cancel', async () => {
    await using shown = await show({ scenario: 'troubled' });
    const { page } = shown;
    await write(page);
    await page.keyboard.press('Escape');
    await open(page);
    expect(await written(page)).toEqual(BOTH);
    await button(page, 'Cancel').click();
    await open(page);
    expect(await written(page)).toEqual(['', '']);
  });
});

test('what an attempt is rejected for is there after another editor was looked at, until it is sent', async () => {
  const feedback = (page: Page) => page.getByLabel('What should the next attempt do');
  await using shown = await show({ scenario: 'troubled' });
  const { page } = shown;
  await button(page, 'Reject…').click();
  await feedback(page).fill('Leave the workflow alone.');
  await leaveAndComeBack(shown);
  await button(page, 'Reject…').click();
  expect(await feedback(page).inputValue()).toBe('Leave the workflow alone.');
  await button(page, 'Reject').click();
  await expect.poll(async () => types(await shown.said())).toEqual(['refuse']);
  await leaveAndComeBack(shown);
  await button(page, 'Reject…').click();
  expect(await feedback(page).inputValue()).toBe('');
});

describe('the texts that are kept', () => {
  const request = (page: Page) => page.getByPlaceholder('Ask the planner');
  const texts = async (shown: Shown) =>
    Object.values((JSON.parse(await shown.kept()) as { unsent: Record<string, string> }).unsent);

  test('are no more than fifty: the one that was left longest ago goes', async () => {
    const unsent = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`place ${n}`, `text ${n}`]));
    await using shown = await show({
      scenario: 'awaiting',
      more: { state: JSON.stringify({ unsent }) },
    });
    await request(shown.page).fill('Leave the mapper out.');
    expect(await texts(shown)).toEqual([...Object.values(unsent).slice(1), 'Leave the mapper out.']);
  });

  test.each([[[]], [null], ['text'], [{ 'place 1': 7, 'place 2': null }]])(
    'are forgotten where they are none: %j',
    async (unsent) => {
      await using shown = await show({
        scenario: 'awaiting',
        more: { state: JSON.stringify({ unsent }) },
      });
      await request(shown.page).fill('Leave the mapper out.');
      expect(await texts(shown)).toEqual(['Leave the mapper out.']);
    },
  );
});
