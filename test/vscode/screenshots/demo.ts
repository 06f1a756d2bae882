import type { FrameLocator } from 'playwright-core';
import type { Scenario } from './take.ts';

const SOON = { timeout: 60_000 };

const story = (dashboard: FrameLocator, name: RegExp) =>
  dashboard.getByRole('region', { name: 'Story graph' }).getByRole('button', { name });

/** What the README shows, from the demo's own run: its plan, the run under way, a verdict, and the end. */
export const demo: Scenario = async ({ command, dashboardFrame, page }, shoot) => {
  await command('Baro: Try the Demo');
  const dashboard = dashboardFrame();
  await dashboard.getByRole('button', { name: 'Approve plan' }).waitFor(SOON);
  await story(dashboard, /^Reservation book,/).waitFor(SOON);
  await page.waitForTimeout(1000); // the graph fits itself into the view
  await shoot('plan');

  await dashboard.getByRole('button', { name: 'Approve plan' }).click();
  await story(dashboard, /^Reservation book, (running|verifying)/).waitFor(SOON);
  await shoot('dashboard', ['dark']);

  await story(dashboard, /^Reservation book, integrated/).waitFor(SOON);
  await shoot('running', ['light']);
  await story(dashboard, /^Reservation book,/).click();
  await dashboard.getByRole('tab', { name: 'Attempts' }).waitFor(SOON);
  await story(dashboard, /^Reserving over HTTP, integrated/).waitFor(SOON);
  await page.waitForTimeout(5000); // the whole suite, the requirements, the end
  await dashboard.getByRole('tab', { name: 'Overview' }).click();
  await shoot('verdict');
  await dashboard.getByRole('tab', { name: 'Diff' }).click();
  await dashboard.getByText('reservation-book.js').first().waitFor(SOON);
  await shoot('diff', ['dark', 'light']);
};
