import * as z from 'zod';
import { brokenRules } from '../adapters/broken-rules.ts';
import { type CapabilitiesOf, capabilitiesBy, type ModelTable } from '../adapters/models.ts';
import type { PriceTable } from '../adapters/prices.ts';
import { EFFORTS, parseRoute, type Route } from '../model/route.ts';

/*
 * What a person adds to the presets, the price table and the model table: `baro.models.presets`, `.prices` and
 * `.capabilities` in the editor, the same names in `$BARO_HOME/settings.json` for the command line. It comes from the person alone, never
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

/** The names of `Capabilities`; what is not said stays as the table has it. */
const Capable = z.strictObject({
  context: z.int().positive().optional(),
  output: z.int().positive().optional(),
  effort: z.array(z.enum(EFFORTS)).optional(),
  cacheFrom: z.int().positive().optional(),
  chatTools: z.enum(['without reasoning', 'never']).optional(),
  thinking: z.enum(['always', 'with effort']).optional(),
});

const Own = z.object({
  presets: z.record(z.string().regex(/^[a-z0-9-]{1,40}$/), Preset).default({}),
  prices: z.record(z.string().min(1), Price).default({}),
  capabilities: z.record(z.string().min(1), Capable).default({}),
});

export type OwnModels = {
  readonly presets: Readonly<Record<string, OwnPreset>>;
  readonly prices: PriceTable;
  readonly capabilities: ModelTable;
};

/** Reads what the person added, or says in a sentence each what is wrong with it, and where. */
export function readOwnModels(raw: unknown): OwnModels | { readonly problems: readonly string[] } {
  if (raw === undefined) return { presets: {}, prices: {}, capabilities: {} };
  if (typeof raw === 'string') return { problems: [`${raw}.`] };
  const read = Own.safeParse(raw);
  if (!read.success) {
    const issues = read.error.issues.map((issue) => ({ ...issue, path: ['baro.models', ...issue.path] }));
    return { problems: brokenRules({ issues }).map((broken) => `${broken}.`) };
  }
  const names = Object.keys(read.data.presets);
  const bare = names.filter((name) => !read.data.presets[name]?.like && !read.data.presets[name]?.story);
  if (bare.length > 0)
    return {
      problems: bare.map(
        (name) => `baro.models.presets.${name}: say the route of \`story\`, or which preset it is \`like\`.`,
      ),
    };
  const { presets, prices, capabilities } = read.data;
  return { presets, prices: prices as PriceTable, capabilities: capabilities as ModelTable };
}

/** What is known of models, by the person's own table and by Baro's. */
export function capabilitiesOf({ ownModels }: { readonly ownModels?: unknown }): CapabilitiesOf {
  const added = readOwnModels(ownModels);
  return capabilitiesBy('capabilities' in added ? added.capabilities : {});
}
