import { join } from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { addressOf } from './address.ts';
import type { Viewport } from './browser.ts';
import { developWith } from './development.ts';
import { quickInput } from './quick-input.ts';
import { openSession } from './session.ts';
import type { Settings } from './settings.ts';
import { switchTheme, type Theme, themeSettings } from './themes.ts';

export type WorkbenchOptions = {
  /** The package as people install it. */
  readonly extensionVsix?: string;
  /** An extension run from its folder, in development mode. */
  readonly extensionFolder?: string;
  /** A folder or a `.code-workspace` file; without it the window is empty. */
  readonly workspaceFolder?: string;
  readonly settings?: Settings;
  readonly viewport?: Viewport;
  readonly theme?: Theme;
  /** For the extension host: addresses of model servers and so on. */
  readonly env?: NodeJS.ProcessEnv;
};

export type Workbench = Awaited<ReturnType<typeof openWorkbench>>;

/** A VS Code window with an extension in it, for end-to-end tests and pictures. */
export const openWorkbench = async (options: WorkbenchOptions) => {
  const { extensionVsix, extensionFolder, workspaceFolder, settings = {}, theme = 'dark', ...rest } = options;
  const session = await openSession({
    ...rest,
    settings: { ...settings, ...themeSettings(theme) },
    ...(extensionVsix && { vsix: extensionVsix }),
  });
  const { page, authority, folder, close } = session;
  const input = quickInput(page);

  const drawn = () => page.locator('.monaco-workbench .statusbar-item').first().waitFor({ timeout: 60_000 });
  const load = async (): Promise<void> => {
    await page.goto(addressOf(authority, workspaceFolder));
    await drawn();
  };
  try {
    if (extensionFolder) await developWith(page, authority, { extensionFolders: [extensionFolder] });
    await load();
  } catch (error) {
    await close();
    throw error;
  }

  return {
    page,
    /** VS Code's own logs, the extension host's and its output channels' among them. */
    logFolder: join(folder, 'data/logs'),
    quickInput: input,
    command: input.command,
    /** The content of the extension's webview that is in view. */
    dashboardFrame: (): FrameLocator => webviewFrame(page),
    setTheme: (theme: Theme): Promise<void> => switchTheme(page, input, theme),
    /** As a person does it: the window keeps what is open in it, and the extension host starts anew. */
    async reload(): Promise<void> {
      const loaded = page.waitForEvent('domcontentloaded');
      await input.command('Developer: Reload Window');
      await loaded;
      await drawn();
    },
    /** Closes the window and ends everything in it. */
    close,
  };
};

/** Two frames deep: VS Code's own, then the one that holds what the extension wrote. */
const webviewFrame = (page: Page): FrameLocator =>
  page.locator('iframe.webview.ready:visible').last().contentFrame().frameLocator('iframe#active-frame');
