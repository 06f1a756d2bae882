import * as z from 'zod';
import type { PriceTable } from '../adapters/prices.ts';
import { parseRoute, type Route } from '../model/route.ts';

/*
 * What a person adds to the presets and the price table: `baro.models.presets` and `baro.models.prices` in the editor,
 * `presets` and `prices` in `$BARO_HOME/settings.json` for the command line. It comes from the person alone, never
 * from a repository.
 */

const RouteText = z.string().transform((text, context): Route => {
  const route = parseRoute(text);
  if (!('problem' in route)) return route;
  context.addIssue(`${route.problem}; a route is written backend:model[@endpoint][#effort]`);
  return z.NEVER;
});

const Preset = z.strictObject({
  /** The preset that says the rest; without it `story` does. */
  like: z.string().optional(),
  architect: RouteText.optional(),
  planner: RouteText.optional(),
  story: RouteText.optional(),
  critic: RouteText.optional(),
  surgeon: RouteText.optional(),
  light: RouteText.optional(),
  standard: RouteText.optional(),
  heavy: RouteText.optional(),
  ladder: z.array(RouteText).max(6).optional(),
});
export type OwnPreset = z.infer<typeof Preset>;

const Dollars = z.number().min(0).max(100_000);
const Rate = z.strictObject({
  input: Dollars,
  output: Dollars,
  cacheRead: Dollars.optional(),
  cacheWrite: Dollars.optional(),
  upTo: z.int().positive().optional(),
});
const Price = z.union([
  Rate.transform((rate) => ({ rates: [rate] })),
  z.strictObject({ rates: z.array(Rate).min(1) }),
]);

const Own = z.object({
  presets: z.record(z.string().regex(/^[a-z0-9-]{1,40}$/), Preset).default({}),
  prices: z.record(z.string().min(1), Price).default({}),
});

export type OwnModels = {
  readonly presets: Readonly<Record<string, OwnPreset>>;
  readonly prices: PriceTable;
};

/** Reads what the person added, or says in a sentence each what is wrong with it, and where. */
export function readOwnModels(raw: unknown): OwnModels | { readonly problems: readonly string[] } {
  if (raw === undefined) return { presets: {}, prices: {} };
  if (typeof raw === 'string') return { problems: [`${raw}.`] };
  const read = Own.safeParse(raw);
  if (!read.success)
    return {
      problems: read.error.issues.map(({ path, message }) => `baro.models.${path.join('.')}: ${message}.`),
    };
  const names = Object.keys(read.data.presets);
  const bare = names.filter((name) => !read.data.presets[name]?.like && !read.data.presets[name]?.story);
  if (bare.length > 0)
    return {
      problems: bare.map(
        (name) => `baro.models.presets.${name}: say the route of \`story\`, or which preset it is \`like\`.`,
      ),
    };
  return { presets: read.data.presets, prices: read.data.prices as PriceTable };
}
