import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Viewport } from '../rig/browser.ts';
import { inWorkbench } from '../rig/in-workbench.ts';
import type { Theme } from '../rig/themes.ts';
import type { Workbench, WorkbenchOptions } from '../rig/workbench.ts';

/**
 * Takes one picture a theme under a name; in fewer themes where what is shown does not hold still for all. `ready` brings
 * back what choosing a theme has closed.
 */
export type Shoot = (
  name: string,
  how?: { readonly themes?: readonly Theme[]; readonly ready?: () => Promise<void> },
) => Promise<void>;

/** Brings the window to where there is something to see, and has it photographed there. */
export type Scenario = (workbench: Workbench, shoot: Shoot) => Promise<void>;

export type Pictures = {
  readonly themes: readonly Theme[];
  /** By the word that goes into the file's name. */
  readonly sizes: Readonly<Record<string, Viewport>>;
  /** Takes `<name>-<size>-<theme>.png`. */
  readonly folder: string;
};

/** Plays the scenario once a size, in a window of its own, and takes each picture of it in every theme. */
export const takePictures = async (
  { themes, sizes, folder }: Pictures,
  options: WorkbenchOptions,
  scenario: Scenario,
): Promise<void> => {
  await mkdir(folder, { recursive: true });
  for (const [size, viewport] of Object.entries(sizes)) {
    await inWorkbench({ ...options, viewport }, (workbench) => {
      const shoot: Shoot = async (name, { themes: only = themes, ready } = {}) => {
        for (const theme of only) {
          await workbench.setTheme(theme);
          await ready?.();
          const path = join(folder, `${name}-${size}-${theme}.png`);
          await workbench.page.screenshot({ path, animations: 'disabled', caret: 'hide' });
        }
      };
      return scenario(workbench, shoot);
    });
  }
};
