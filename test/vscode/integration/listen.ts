import type { Entry, RunEvent } from '../../../src/model/events.ts';
import type { BaroApi } from '../../../src/vscode/api.ts';

/** Collects what happens from now on, and waits for what is wanted of it. */
export function listen(api: BaroApi) {
  const heard: { runId: string; entry: Entry }[] = [];
  const waiting = new Set<() => void>();
  const { dispose } = api.onEntry((runId, entry) => {
    heard.push({ runId, entry });
    for (const look of waiting) look();
  });
  const until = (type: RunEvent['type']) =>
    new Promise<string>((resolve) => {
      const look = () => {
        const found = heard.find(({ entry }) => entry.event.type === type);
        if (!found) return;
        waiting.delete(look);
        resolve(found.runId);
      };
      waiting.add(look);
      look();
    });
  return { heard, until, dispose };
}
