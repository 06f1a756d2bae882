import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './paths.ts';
import { openWorkbench, type Workbench, type WorkbenchOptions } from './workbench.ts';

/** Opens a workbench for as long as the body runs. What is seen when it fails is kept: a picture and the logs. */
export const inWorkbench = async (
  options: WorkbenchOptions,
  body: (workbench: Workbench) => Promise<void>,
): Promise<void> => {
  const workbench = await openWorkbench(options);
  try {
    await body(workbench);
  } catch (error) {
    await keepEvidence(workbench).catch(console.error);
    throw error;
  } finally {
    await workbench.close();
  }
};

const keepEvidence = async ({ page, logFolder }: Workbench): Promise<void> => {
  const folder = join(cacheFolder, 'failures', new Date().toISOString().replaceAll(':', '-'));
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, 'window.png') });
  await cp(logFolder, join(folder, 'logs'), { recursive: true });
  console.error(`A picture of the window and the logs are in ${folder}`);
};
