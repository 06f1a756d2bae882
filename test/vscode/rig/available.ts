import { reasonToSkip } from './cannot-run.ts';
import { findChromium } from './chromium.ts';
import { installServer } from './install.ts';

/** Why no workbench can be opened here, if so; installs what is missing. */
export const whyNoWorkbench = async (): Promise<string | undefined> => {
  try {
    await installServer();
    await findChromium();
    return undefined;
  } catch (error) {
    return reasonToSkip(error);
  }
};
