import type { Scenario } from './take.ts';

/** What the README shows: the demo's run, under way and finished. */
export const demo: Scenario = async ({ command, dashboardFrame }, shoot) => {
  await command('Baro: Try the Demo');
  await command('Baro: Open Dashboard');
  const graph = dashboardFrame().getByRole('region', { name: 'Story graph' });
  await graph.waitFor();
  await shoot('dashboard');
};
