import type { Tokens } from '../model/shapes.ts';
import data from './prices.json' with { type: 'json' };
import type { PriceTable } from './prices.ts';

/** Dollars that so many tokens cost at the most, whatever model they were for. */
export function dearest(tokens: Tokens): number {
  const rates = Object.values(data.models as PriceTable).flatMap((model) => model.rates);
  const input = Math.max(...rates.map((rate) => rate.cacheWrite ?? rate.input));
  const output = Math.max(...rates.map((rate) => rate.output));
  const prompt = tokens.input + tokens.cacheRead + tokens.cacheWrite;
  return (prompt * input + tokens.output * output) / 1_000_000;
}
