import type { Page } from 'playwright-core';

/** What VS Code calls development options: extensions run from their folders, and tests run inside them. */
export type Development = {
  readonly extensionFolders: readonly string[];
  /** CommonJS that exports `run(): Promise<void>`. */
  readonly testsFile?: string;
};

declare const Element: { prototype: { getAttribute(this: { readonly id: string }, name: string): string } };

/**
 * Has the next page load run these. A built workbench ignores them in its address, so they are written into its
 * configuration as it reads it. (Rewriting the page by `route` would make Chromium refuse its loopback WebSocket.)
 */
export const developWith = (page: Page, authority: string, development: Development): Promise<unknown> => {
  const remote = (path: string) => ({ scheme: 'vscode-remote', authority, path });
  const options = {
    extensions: development.extensionFolders.map(remote),
    ...(development.testsFile && { extensionTestsPath: remote(development.testsFile) }),
  };
  return page.addInitScript((developmentOptions) => {
    const { getAttribute } = Element.prototype;
    Element.prototype.getAttribute = function (name) {
      const value = getAttribute.call(this, name);
      if (this.id !== 'vscode-workbench-web-configuration' || name !== 'data-settings') return value;
      return JSON.stringify({ ...JSON.parse(value), developmentOptions });
    };
  }, options);
};
