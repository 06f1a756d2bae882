import type { FrameLocator } from 'playwright-core';
import type { Workbench } from '../rig/workbench.ts';

export const SOON = { timeout: 60_000 };

export const story = (dashboard: FrameLocator, title: string, state: string) =>
  dashboard.getByRole('region', { name: 'Story graph' }).getByRole('button', { name: `${title}, ${state}` });

/** As a person does it who takes every default. */
export async function runGoal({ command, quickInput }: Workbench, goal: string): Promise<void> {
  await command('Baro: Run Goal');
  await quickInput.answer('What should be true', goal);
  await quickInput.accept('With which models');
  await quickInput.accept('For how many dollars');
}
