import { type BuildOptions, build } from 'esbuild';
import { dashboard, styles } from '../../../esbuild.config.mjs';

/** Builds the dashboard as it ships, before the first test. */
export async function setup(): Promise<void> {
  await Promise.all([build(dashboard as BuildOptions), build(styles as BuildOptions)]);
}
