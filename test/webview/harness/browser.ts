import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Entry } from '../../../src/model/events.ts';
import type { HostMessage, WebviewMessage } from '../../../src/model/protocol.ts';
import type { View } from '../../../src/model/view.ts';
import { reasonToSkip } from '../../vscode/rig/cannot-run.ts';
import { findChromium } from '../../vscode/rig/chromium.ts';
import { BODY, type Harness, startHarness, type Theme } from './server.ts';

/** What the host that lives in the page lets a test see and do. */
type FakeHost = {
  /** When the host was ready and the dashboard could begin, in milliseconds since the navigation. */
  readonly begun: number;
  readonly said: readonly WebviewMessage[];
  readonly entries: readonly Entry[];
  view(): View;
  append(...events: Entry['event'][]): void;
  /** The host has another version of the plan; the dashboard hears of it when the answer is called. */
  replanned(end: string): () => void;
  /** The log of every attempt grows. */
  write(lines: number): void;
  post(message: HostMessage): void;
  sendSnapshot(): void;
  /** What the dashboard has left to be kept. */
  kept(): unknown;
};
declare global {
  var fakeHost: FakeHost;
}

type Shown = {
  scenario?: string;
  theme?: Theme;
  width?: number;
  height?: number;
  more?: Readonly<Record<string, string>>;
};

/** One Chromium and one harness for the tests of a file. */
export function inBrowser() {
  let browser: Browser;
  let harness: Harness;
  let missing: string | undefined;
  beforeAll(async () => {
    const executablePath = await findChromium().catch((error) => {
      missing = reasonToSkip(error);
    });
    if (!executablePath) return;
    harness = await startHarness();
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  beforeEach(({ skip }) => skip(missing !== undefined, missing));
  afterAll(async () => {
    await browser?.close();
    await harness?.close();
  });

  /** The dashboard with a scenario; anything the page complains of fails the test that closes it. */
  async function show({
    scenario = 'mid-run',
    theme = 'dark',
    width = 1400,
    height = 860,
    more = {},
  }: Shown = {}) {
    const page = await browser.newPage({ viewport: { width, height } });
    page.setDefaultTimeout(10_000);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('404')) complaints.push(message.text());
    });
    await page.goto(`${harness.url}?${new URLSearchParams({ scenario, theme, ...more })}`);
    await page.locator('header').waitFor();
    return {
      page,
      said: () => page.evaluate(() => [...fakeHost.said]),
      /** What VS Code keeps of the dashboard while it is hidden: show it again with that as its `state`. */
      kept: () => page.evaluate(() => JSON.stringify(fakeHost.kept())),
      async [Symbol.asyncDispose]() {
        await page.close();
        if (complaints.length > 0) throw new Error(`the page complained: ${complaints.join('\n')}`);
      },
    };
  }
  return { show };
}

/** Changes the theme, as VS Code does: other variables, other classes, the same page. */
export async function wear(page: Page, theme: Theme): Promise<void> {
  await page.evaluate(
    ([name, classes]) =>
      new Promise<void>((resolve) => {
        document.body.className = classes ?? '';
        const link = document.querySelector<HTMLLinkElement>('link[href^="/themes/"]');
        if (!link || link.href.endsWith(`/${name}.css`)) return resolve();
        link.onload = () => resolve();
        link.href = `/themes/${name}.css`;
      }),
    [theme, BODY[theme]],
  );
}

/** What axe-core finds wrong with the page as it is, a line a node. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: inPage } = globalThis as unknown as {
      axe: {
        run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
      };
    };
    const found = await inPage.run();
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(
        ({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} (${failureSummary.slice(0, 240)})`,
      ),
    );
  });
}
