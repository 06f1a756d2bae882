import type { Entry, RunEvent } from '../src/model/events.ts';
import { brief, plan } from '../test/support/scenario.ts';
import { committed, logOf, underWay } from '../test/support/told.ts';

const STORIES = 33;

/** The first entries of a run of 33 stories at once, which use tools and ask models without end. */
export function longRun(count: number): Entry[] {
  const events: RunEvent[] = [];
  for (const event of told()) if (events.push(event) === count) break;
  return logOf(events);
}

function* told(): Iterable<RunEvent> {
  const ids = Array.from({ length: STORIES }, (_, i) => `story-${i}`);
  yield* underWay(plan(ids.map((id) => brief(id))), { parallel: STORIES });
  for (const id of ids) yield* committed(id).slice(0, -2);
  for (let n = 0; ; n++) {
    const asked = { phase: 'story', storyId: `story-${n % STORIES}`, attempt: 1 } as const;
    if (n % 4 === 0)
      yield {
        ...{
          type: 'usage.recorded',
          ...asked,
          id: `resp_${n}`,
          route: { backend: 'openai', model: 'large' },
        },
        ...{ model: 'large', usd: 0.0123, billing: 'billed', requests: 1, ms: 3456, firstTokenMs: 789 },
        tokens: { input: 1234, cacheWrite: 0, cacheRead: 45_678, output: 910, reasoning: 112 },
      };
    else
      yield {
        ...{ type: 'tool.used', ...asked, id: `story.call_${n}`, ok: true, ms: 12 },
        ...(n % 4 === 1
          ? { tool: 'read_files', kind: 'read', target: `src/deep/folder/file-${n % 500}.ts` }
          : { tool: 'edit_file', kind: 'edit', target: `src/deep/folder/file-${n % 40}.ts` }),
        ...(n % 20 === 1 ? { digest: `exports parse${n}: what there is to know about it` } : {}),
      };
    if (n % 20 === 1)
      yield {
        ...{
          type: 'finding.recorded',
          id: `story.call_${n}`,
          source: { ...asked, path: 'src/deep/file.ts' },
        },
        text: `src/deep/file.ts: exports parse${n}: what there is to know about it`,
      };
  }
}
