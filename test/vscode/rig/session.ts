import { rm } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { openBrowser, type Viewport } from './browser.ts';
import { findChromium } from './chromium.ts';
import { strangersEnv } from './home.ts';
import { type InstalledServer, installServer } from './install.ts';
import { installExtension, type Server, startServer } from './server.ts';
import { type Settings, writeSettings } from './settings.ts';
import { temporaryFolder } from './temporary.ts';

export type SessionOptions = {
  readonly settings?: Settings;
  /** For the extension host, beside what every program needs. */
  readonly env?: NodeJS.ProcessEnv;
  readonly viewport?: Viewport;
  /** A packaged extension, installed before the start. */
  readonly vsix?: string;
};

export type Session = {
  /** Blank as yet. */
  readonly page: Page;
  /** `127.0.0.1:PORT` of the server. */
  readonly authority: string;
  /** Everything the session writes; gone when it is closed. */
  readonly folder: string;
  close(): Promise<void>;
};

/** A VS Code server of its own and a browser for it. The first session on a machine installs both. */
export const openSession = async (options: SessionOptions = {}): Promise<Session> => {
  const [installed, chromium] = [await installServer(), await findChromium()];
  const folder = await temporaryFolder();
  const server = await startIn(folder, installed, options).catch(async (error) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  try {
    const browser = await openBrowser(chromium, folder, options.viewport);
    const close = async () => {
      await browser.close();
      await server.close();
    };
    const page = browser.pages()[0] ?? (await browser.newPage());
    return { page, authority: server.authority, folder, close };
  } catch (error) {
    await server.close();
    throw error;
  }
};

const startIn = async (
  folder: string,
  installed: InstalledServer,
  { settings = {}, env, vsix }: SessionOptions,
): Promise<Server> => {
  const place = { folder, env: { ...(await strangersEnv(folder)), ...env } };
  await writeSettings(folder, settings);
  if (vsix) await installExtension(installed, place, vsix);
  return startServer(installed, place);
};
