import type { Page } from 'playwright-core';
import type { QuickInput } from './quick-input.ts';
import type { Settings } from './settings.ts';

/** VS Code's own four: the name in the settings, the name in the picker, the class the workbench wears. */
const themes = {
  dark: { id: 'Dark Modern', label: 'Dark Modern', workbenchClass: 'vs-dark' },
  light: { id: 'Light Modern', label: 'Light Modern', workbenchClass: 'vs' },
  'high-contrast': { id: 'Default High Contrast', label: 'Dark High Contrast', workbenchClass: 'hc-black' },
  'high-contrast-light': {
    id: 'Default High Contrast Light',
    label: 'Light High Contrast',
    workbenchClass: 'hc-light',
  },
} as const;

export type Theme = keyof typeof themes;

export const themeSettings = (theme: Theme): Settings => ({ 'workbench.colorTheme': themes[theme].id });

/** As a person does it: the window stays as it is. */
export const switchTheme = async (page: Page, quickInput: QuickInput, theme: Theme): Promise<void> => {
  const { label, workbenchClass } = themes[theme];
  await quickInput.command('Preferences: Color Theme');
  await quickInput.pick('Color Theme', label);
  await page.locator(`.monaco-workbench.${workbenchClass}`).waitFor();
};
