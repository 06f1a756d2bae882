import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import type { WebviewMessage } from '../../src/model/protocol.ts';
import { inBrowser } from './harness/browser.ts';

const { show } = inBrowser();
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const drafts = (said: readonly WebviewMessage[]) =>
  said.flatMap((message) => (message.type === 'draft' ? [message.of] : []));
const intents = (said: readonly WebviewMessage[]) =>
  said.flatMap((message) => (message.type === 'intent' ? [message.intent] : []));
const approveDraft = (page: Page) => page.evaluate(() => fakeHost.post({ type: 'approve-draft' }));

test('the host knows which plan is being changed, once a change, until it is saved or discarded', async () => {
  await using shown = await show({ scenario: 'awaiting' });
  const { page } = shown;
  await button(page, 'Module wiring, waiting').click();
  expect(drafts(await shown.said())).toEqual([undefined]);
  await page.getByLabel('Title').fill('Wire the module');
  await page.getByLabel('Title').fill('Wire the modules');
  await button(page, 'Wire the modules, waiting').waitFor();
  const draft = { runId: await page.evaluate(() => fakeHost.view().run?.id), version: 2 };
  await vi.waitFor(async () => expect(drafts(await shown.said())).toEqual([undefined, draft]));
  await button(page, 'Approve plan').click();
  await page.getByText('Running', { exact: true }).waitFor();
  expect(drafts(await shown.said())).toEqual([undefined, draft, undefined]);
});

test('a plan is approved with its changes where the host asks for that', async () => {
  await using shown = await show({ scenario: 'awaiting' });
  const { page } = shown;
  await button(page, 'Module wiring, waiting').click();
  await page.getByLabel('Title').fill('Wire the module');
  await button(page, 'Wire the module, waiting').waitFor();
  await approveDraft(page);
  await page.getByText('Running', { exact: true }).waitFor();
  const [edit, approve] = intents(await shown.said());
  expect(JSON.stringify(edit)).toContain('Wire the module');
  expect(approve).toEqual({ type: 'approve', version: 3 });
});

test('no other plan is approved where the changes are gone, or leave it broken', async () => {
  await using shown = await show({ scenario: 'awaiting' });
  const { page } = shown;
  await approveDraft(page);
  await page.getByRole('alert').getByText('The changes are not there any more').waitFor();
  await button(page, 'Entity, waiting').click();
  await page.getByLabel('Criteria').fill('');
  await page.getByLabel('Title').focus();
  await page.getByText('Criteria must hold at least one criterion').waitFor();
  await approveDraft(page);
  await page.getByRole('alert').getByText('leave the plan broken').waitFor();
  expect(intents(await shown.said())).toEqual([]);
});
