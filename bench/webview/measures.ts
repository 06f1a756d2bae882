import type { Page } from 'playwright-core';

/* What is measured in a page; every number is milliseconds unless its name says otherwise. */

/** From the start of the page's own script to the frame after which so many cards are on the screen. */
export const firstRender = (page: Page, card: string, many: number) =>
  page.evaluate(
    ([selector, wanted]) =>
      new Promise<number>((resolve) => {
        const look = () => {
          const cards = document.querySelectorAll<HTMLElement>(selector);
          const last = cards[cards.length - 1];
          if (cards.length >= wanted && last?.checkVisibility({ visibilityProperty: true }))
            requestAnimationFrame(() => resolve(performance.now() - fakeHost.begun));
          else requestAnimationFrame(look);
        };
        look();
      }),
    [card, many] as const,
  );

/** Frames a second while the graph is dragged to and fro, and the longest frame. */
export async function panning(page: Page, seconds = 2): Promise<{ fps: number; longest: number }> {
  const pane = await page.locator('.svelte-flow__pane').boundingBox();
  if (!pane) throw new Error('there is no graph');
  const x = pane.x + pane.width / 2;
  const y = pane.y + 12;
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.evaluate(() => {
    const frames: number[] = [];
    const tick = (now: number) => {
      frames.push(now);
      if (!stopped) requestAnimationFrame(tick);
    };
    let stopped = false;
    Object.assign(globalThis, {
      framesSoFar: () => {
        stopped = true;
        return frames;
      },
    });
    requestAnimationFrame(tick);
  });
  const end = Date.now() + seconds * 1000;
  for (let step = 0; Date.now() < end; step++)
    await page.mouse.move(x + Math.sin(step / 12) * 200, y + Math.cos(step / 12) * 60);
  const frames = await page.evaluate(() =>
    (globalThis as unknown as { framesSoFar: () => number[] }).framesSoFar(),
  );
  await page.mouse.up();
  const gaps = frames.slice(1).map((at, index) => at - (frames[index] ?? at));
  const whole = gaps.reduce((sum, gap) => sum + gap, 0);
  return { fps: (gaps.length / whole) * 1000, longest: Math.max(...gaps) };
}

/**
 * While 1,000 entries a second arrive: how long after its message each state change of a story is on the screen, and
 * how many frames that took.
 */
export const stateChanges = (page: Page, changes: number) =>
  page.evaluate(
    (wanted) =>
      new Promise<{ ms: number; frames: number }[]>((resolve) => {
        const found: { ms: number; frames: number }[] = [];
        const waiting = [...document.querySelectorAll<HTMLElement>('[data-story]')]
          .filter((card) => card.ariaLabel?.endsWith(', waiting'))
          .map((card) => card.dataset['story'] ?? '');
        const busy = fakeHost.entries.find(({ event }) => event.type === 'attempt.prepared');
        const storyId = busy?.event.type === 'attempt.prepared' ? busy.event.storyId : '';
        let frame = 0;
        const count = () => {
          frame++;
          requestAnimationFrame(count);
        };
        requestAnimationFrame(count);
        let id = 0;
        const stream = setInterval(() => {
          fakeHost.append(
            ...Array.from({ length: 20 }, () => ({
              type: 'tool.used' as const,
              phase: 'story' as const,
              storyId,
              attempt: 1,
              id: `bench-${id++}`,
              tool: 'grep',
              kind: 'search' as const,
              target: `pattern ${id}`,
              ok: true,
              ms: 3,
            })),
          );
        }, 20);
        const one = () => {
          const story = waiting.shift();
          if (!story || found.length >= wanted) {
            clearInterval(stream);
            return resolve(found);
          }
          const card = document.querySelector(`[data-story="${story}"]`);
          const at = performance.now();
          const from = frame;
          const observer = new MutationObserver(() => {
            observer.disconnect();
            requestAnimationFrame(() => {
              found.push({ ms: performance.now() - at, frames: frame - from });
              setTimeout(one, 150);
            });
          });
          if (card) observer.observe(card, { attributes: true, attributeFilter: ['aria-label'] });
          fakeHost.append({ type: 'story.failed', storyId: story, reason: 'bench' });
        };
        one();
      }),
    changes,
  );

/** Megabytes of live JavaScript objects, after a collection. */
export async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}
