import type { Progress, WarmRequest } from '../../engine/backend.ts';
import type { Capabilities } from '../models.ts';
import { beginningOf } from './converse.ts';
import { summary } from './ending.ts';
import { type Line, once } from './exchange.ts';
import { idsOf } from './labels.ts';

/** What is said after the beginning, and the fewest tokens that every server accepts as a limit. */
const NOTHING_TO_DO = 'Nothing is to be done yet. Answer with one word.';
const LEAST_OUTPUT = 16;

/** Sends the beginning of *work* once, where it is long enough for the provider to keep it. Nothing is retried. */
export async function* warmUp(
  request: WarmRequest,
  { model, can }: { readonly model: string; readonly can: Capabilities },
  line: Pick<Line, 'protocol' | 'connection' | 'pacing' | 'lore'>,
): AsyncGenerator<Progress, void> {
  const { labels, mode, shared, abort } = request;
  const takesTools = line.protocol.takesTools(can);
  if (mode !== 'work' || !takesTools) return;
  const beginning = beginningOf({ mode, labels, shared, request, takesTools, ending: summary });
  if (tokensIn(beginning.system + JSON.stringify(beginning.tools)) < can.cacheFrom) return;
  await request.permit();
  const { usage } = await once(
    { ...line, abort, scope: idsOf(labels), text: () => {}, settled: () => {}, strange: () => {} },
    {
      ...beginning,
      model,
      can,
      messages: [{ role: 'user', text: NOTHING_TO_DO }],
      maxOutput: LEAST_OUTPUT,
      without: line.lore.without.get(model) ?? new Set(),
    },
  );
  if (usage) yield usage;
}

/** About so many; a tokenizer would know. */
const tokensIn = (text: string) => text.length / 4;
