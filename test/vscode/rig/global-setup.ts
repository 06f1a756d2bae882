import { whyNoWorkbench } from './available.ts';

/** Installs once, before the first test's clock starts. */
export const setup = async (): Promise<void> => {
  await whyNoWorkbench();
};
