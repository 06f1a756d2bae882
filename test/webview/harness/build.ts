import { type BuildOptions, build } from 'esbuild';
import { dashboard, styles } from '../../../esbuild.config.mjs';
import { findChromium } from '../../vscode/rig/chromium.ts';

/** Builds the dashboard as it ships, and sees to the browser, before the first test's clock starts. */
export async function setup(): Promise<void> {
  await Promise.all([build(dashboard as BuildOptions), build(styles as BuildOptions)]);
  await findChromium().catch(() => {}); // each suite says what it lacks
}
