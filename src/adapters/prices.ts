import type { PriceOf } from '../engine/backend.ts';
import type { Tokens } from '../model/shapes.ts';
import { undated } from './models.ts';
import data from './prices.json' with { type: 'json' };

/** Dollars per million tokens. What is not stated costs what fresh input costs. */
type Rate = {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  /** Only for prompts of at most so many tokens, cached ones counted. */
  readonly upTo?: number;
  /** Only at these hours, from the first to before the second, on these days of the week (0 is Sunday). */
  readonly peak?: { readonly days: readonly number[]; readonly hoursUtc: readonly (readonly number[])[] };
};

/** A model's rates, of which the first that applies counts. */
export type PriceTable = Readonly<Record<string, { readonly rates: readonly Rate[] }>>;

const listed: PriceTable = data.models as PriceTable;

/**
 * Prices answers by the table of list prices, in which `own` prices come first. A model that is in neither has no
 * price, which is not the price zero.
 */
export function priceOf(own: PriceTable = {}, now: () => Date = () => new Date()): PriceOf {
  const table = new Map(Object.entries({ ...listed, ...own }));
  return (route, model, tokens) => {
    const entry = namesOf(model || (route.model ?? ''))
      .map((name) => table.get(name))
      .find((one) => one !== undefined);
    const prompt = tokens.input + tokens.cacheRead + tokens.cacheWrite;
    const rate = entry?.rates.find((one) => applies(one, prompt, now()));
    return rate ? cost(rate, tokens) : null;
  };
}

/** Behind the name of the house that makes it, it is the same model at the same list price; another house has its own. */
const namesOf = (model: string) => [model, undated(model), undated(model.replace(MAKER, ''))];
const MAKER = /^(anthropic|openai|deepseek)\//;

function applies({ upTo, peak }: Rate, prompt: number, now: Date): boolean {
  if (upTo !== undefined && prompt > upTo) return false;
  if (!peak) return true;
  const hour = now.getUTCHours();
  return (
    peak.days.includes(now.getUTCDay()) &&
    peak.hoursUtc.some(([from = 0, to = 24]) => from <= hour && hour < to)
  );
}

function cost(rate: Rate, tokens: Tokens): number {
  const { input, output, cacheRead = input, cacheWrite = input } = rate;
  const sum =
    tokens.input * input +
    tokens.cacheRead * cacheRead +
    tokens.cacheWrite * cacheWrite +
    tokens.output * output;
  return sum / 1_000_000;
}
