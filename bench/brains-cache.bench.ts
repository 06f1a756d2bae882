import { setTimeout as sleep } from 'node:timers/promises';
import { makeRepository, sample } from './repository.ts';
import { brainOf, rows } from './stories.ts';
import { type Figure, printTable } from './table.ts';
import { windowOn } from './window-run.ts';

/*
 * What ten stories share of their first requests, and how often it is written into the provider's cache. The server
 * stands in for that cache by its strictest rule: what a request brings anew can be read by others only once its
 * response has begun. A person reads the plan for a while, as people do.
 */

const WIDTH = 4;
const FIRST_BYTE_MS = 300;
const READING_MS = 4000;
const stories = rows(10, WIDTH);
const waves = Array.from({ length: Math.ceil(stories.length / WIDTH) }, (_, wave) =>
  stories.slice(wave * WIDTH, (wave + 1) * WIDTH).map(({ id }) => id),
);

type Asking = {
  readonly phase: string;
  readonly story: string;
  readonly prefix: Buffer;
  readonly cold: boolean;
};

/** What may be the same in the requests of several stories, as bytes; and whether the server was asked to keep it. */
function shareable(body: Readonly<Record<string, unknown>>) {
  const { tools, system, instructions, model, prompt_cache_key } = body;
  const text = JSON.stringify([tools, system ?? instructions]);
  const kept = system === undefined || JSON.stringify(system).includes('cache_control');
  return {
    prefix: Buffer.from(text),
    name: kept ? JSON.stringify([model, prompt_cache_key, text]) : undefined,
  };
}

async function asked(llm: 'openai' | 'anthropic'): Promise<readonly Asking[]> {
  const all: Asking[] = [];
  const readable = new Set<string>();
  const repository = makeRepository(sample());
  const answer = brainOf(stories);
  const window = await windowOn(repository, async (asking) => {
    const { prefix, name } = shareable(window.server.requests[asking.number - 1]?.body ?? {});
    const { phase, story = '' } = asking.labels;
    all.push({ phase, story, prefix, cold: !readable.has(name ?? '') });
    await sleep(FIRST_BYTE_MS);
    if (name !== undefined) readable.add(name);
    return answer(asking);
  });
  try {
    await window.play(stories, { llm, parallel: WIDTH, reading: READING_MS });
  } finally {
    await window.close();
    repository.remove();
  }
  return all;
}

/** How many bytes all of them begin with. */
function inCommon([first, ...others]: readonly Buffer[]): number {
  const differs = (n: number) => others.some((other) => other[n] !== first?.[n]);
  let n = 0;
  while (n < (first?.length ?? 0) && !differs(n)) n++;
  return n;
}

const figures: Figure[] = [];
for (const llm of ['anthropic', 'openai'] as const) {
  const all = await asked(llm);
  const firsts = (phase: string) =>
    stories.flatMap(({ id }) => all.find((one) => one.phase === phase && one.story === id) ?? []);
  const worst = (phase: string) => {
    const cold = new Set(firsts(phase).flatMap(({ story, cold: anew }) => (anew ? [story] : [])));
    return Math.max(...waves.map((wave) => wave.filter((id) => cold.has(id)).length));
  };
  const prefixes = firsts('story').map(({ prefix }) => prefix);
  const [whole] = prefixes;
  if (!whole || prefixes.length < stories.length) throw new Error('not every story has asked its model');
  const writes = all.filter(({ prefix, cold }) => cold && prefix.equals(whole)).length;
  figures.push(
    { what: `${llm}: tools, system and shared prompt of a story`, value: whole.length / 1000, unit: 'kB' },
    {
      what: `${llm}: of it the same in ten stories, byte for byte`,
      ...{
        value: (inCommon(prefixes) / whole.length) * 100,
        unit: '%',
        limit: { is: 'at least', value: 95 },
      },
    },
    {
      what: `${llm}: stories that find it cold, in the worst wave of ${WIDTH}`,
      ...{ value: worst('story'), unit: '', limit: { is: 'at most', value: 1 } },
    },
    { what: `${llm}: writes of it in the whole run`, value: writes, unit: '' },
    { what: `${llm}: critics that find theirs cold, in the worst wave`, value: worst('critic'), unit: '' },
  );
}
printTable(figures);
