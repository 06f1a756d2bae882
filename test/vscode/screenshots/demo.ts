import type { FrameLocator } from 'playwright-core';
import type { Scenario } from './take.ts';

const SOON = { timeout: 60_000 };

const story = (dashboard: FrameLocator, name: RegExp) =>
  dashboard.getByRole('region', { name: 'Story graph' }).getByRole('button', { name });

/** What the README shows, from the demo's own run: its plan, the run under way, a verdict, a diff. */
export const demo: Scenario = async ({ command, dashboardFrame, page }, shoot) => {
  await page.getByRole('tab', { name: /^Baro/ }).first().click();
  await command('Baro: Try the Demo');
  const dashboard = dashboardFrame();
  await dashboard.getByRole('button', { name: 'Approve plan' }).waitFor(SOON);
  await story(dashboard, /^Reservation book,/).waitFor(SOON);
  await page.waitForTimeout(1000); // the graph fits itself into the view
  await shoot('plan');

  await dashboard.getByRole('button', { name: 'Approve plan' }).click();
  await story(dashboard, /^Reservation book, (running|verifying)/).waitFor(SOON);
  await shoot('dashboard', { themes: ['dark'] });
  await story(dashboard, /^Reservation book, integrated/).waitFor(SOON);
  await shoot('dashboard', { themes: ['light'] });

  await story(dashboard, /^Reserving over HTTP, integrated/).waitFor(SOON);
  await dashboard.getByText('Done').first().waitFor(SOON);
  const tab = (name: string) => async () => {
    if (!(await dashboard.getByRole('tab', { name }).isVisible()))
      await story(dashboard, /^Reservation book,/).click();
    await dashboard.getByRole('tab', { name }).click();
    await page.waitForTimeout(700); // the graph makes room
  };
  await shoot('verdict', { ready: tab('Overview') });
  await shoot('diff', { themes: ['dark', 'light'], ready: tab('Diff') });
};
