import type { Entry } from '../../src/model/events.ts';
import type { ToolSpans } from '../../src/model/timeline.ts';
import { attemptKey } from '../../src/model/view.ts';

/** When tools ran, read from entries as they come; each is looked at once. */
export function toolSpanReader(): (entries: readonly Entry[]) => ToolSpans {
  const spans = new Map<string, { from: number; to: number }[]>();
  let read = 0;
  return (entries) => {
    for (; read < entries.length; read++) {
      const entry = entries[read];
      if (entry?.event.type !== 'tool.used' || entry.event.storyId === undefined) continue;
      const { storyId, attempt, ms } = entry.event;
      const key = attemptKey(storyId, attempt ?? 0);
      const to = Date.parse(entry.at);
      const list = spans.get(key);
      if (list) list.push({ from: to - ms, to });
      else spans.set(key, [{ from: to - ms, to }]);
    }
    return spans;
  };
}
