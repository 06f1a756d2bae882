import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { inBrowser } from './harness/browser.ts';

const { show } = inBrowser();

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
/** Presses a button with the keyboard. */
async function press(page: Page, name: string): Promise<void> {
  await button(page, name).focus();
  await page.keyboard.press('Enter');
}
/** What has the focus: a story, else what the element says. */
const focused = (page: Page) =>
  expect.poll(() =>
    page.evaluate(() => {
      const { activeElement } = document;
      return (activeElement as HTMLElement).dataset['story'] ?? activeElement?.textContent?.trim();
    }),
  );

test('a story that is closed leaves the focus on its card', async () => {
  await using shown = await show();
  const { page } = shown;
  await press(page, 'Entity, integrated');
  await press(page, 'Close the inspector');
  await focused(page).toBe('entity');
});

test('the way back to the plan leads over the card', async () => {
  await using shown = await show({ scenario: 'awaiting' });
  const { page } = shown;
  await press(page, 'Entity, waiting');
  await press(page, 'Back to the plan');
  await focused(page).toBe('entity');
});

test('a story that is removed leaves the focus on another', async () => {
  await using shown = await show({ scenario: 'awaiting' });
  const { page } = shown;
  await press(page, 'Entity, waiting');
  await press(page, 'Remove');
  await button(page, 'Entity, waiting').waitFor({ state: 'detached' });
  const story = () =>
    page.evaluate(() => (document.activeElement as HTMLElement).dataset['story'] !== undefined);
  await expect.poll(story).toBe(true);
  await button(page, 'DTOs, waiting').focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Remove' }).press('Enter');
  await button(page, 'DTOs, waiting').waitFor({ state: 'detached' });
  await expect.poll(story).toBe(true);
});

test('who approves, pauses, resumes and stops does so without looking for the next button', async () => {
  await using shown = await show({ scenario: 'awaiting' });
  const { page } = shown;
  await press(page, 'Approve plan');
  await focused(page).toBe('Pause');
  await page.keyboard.press('Enter');
  await focused(page).toBe('Resume');
  await page.keyboard.press('Enter');
  await focused(page).toBe('Pause');
  await press(page, 'Stop');
  await focused(page).toBe('Resume');
});
