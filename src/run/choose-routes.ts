import { type CapabilitiesOf, capabilitiesBy, takesChatTools } from '../adapters/models.ts';
import {
  BACKENDS,
  type Phase,
  parseRoute,
  type Route,
  type Routes,
  sameRoute,
  type Tier,
} from '../model/route.ts';
import type { OwnModels, OwnPreset } from './own-models.ts';
import data from './presets.json' with { type: 'json' };

/** What the person said about who thinks where, from the most general to the most particular. */
export type Choice = {
  /** A preset, or a backend or a whole route for everything. */
  readonly preset: string;
  readonly model?: string | undefined;
  readonly tiers?: Routes['tiers'] | undefined;
  readonly ladder?: readonly Route[] | undefined;
  /** What is known of models; without it, what Baro's own table says. */
  readonly capabilitiesOf?: CapabilitiesOf | undefined;
  /** The person's own presets. */
  readonly own?: OwnModels['presets'] | undefined;
  readonly phases?: { readonly [P in Phase]?: Partial<Route> } | undefined;
  /** Given explicitly, it makes `openai` speak Chat Completions to that address. */
  readonly openaiBaseUrl?: string | undefined;
};

export const PRESETS: readonly string[] = Object.keys(data.presets);

/** The routes of a run: a story's own route > phase > tier map > model > preset. */
export function chooseRoutes(choice: Choice): Routes | { readonly problem: string } {
  const named = presetRoutes(choice.preset, choice.own ?? {});
  if (!named)
    return {
      problem: `"${choice.preset}" is neither a preset (${[...PRESETS, ...Object.keys(choice.own ?? {})].join(', ')}) nor a backend (${BACKENDS.join(', ')}), alone or as a route written backend:model[@endpoint][#effort].`,
    };
  const base = choice.openaiBaseUrl ? overChat(named, choice.capabilitiesOf ?? capabilitiesBy()) : named;
  const { model, phases = {} } = choice;
  const told = (route: Route): Route => addressed(model ? { ...route, model } : route, choice);
  const own = (phase: Phase): Route => {
    const preset = told(base.phases[phase]);
    const said = phases[phase];
    // Another backend knows nothing of the preset's model or effort.
    const from = said?.backend && said.backend !== preset.backend ? { backend: said.backend } : preset;
    return addressed({ ...from, ...said }, choice);
  };
  const story = own('story');
  // Said of stories by name, it goes before what is said of their tiers; an effort alone is one for all of them.
  const { backend, model: storyModel, effort } = phases.story ?? {};
  const isNamed = backend !== undefined || storyModel !== undefined;
  const tiers = isNamed
    ? {}
    : mapTiers({ ...(model ? {} : base.tiers), ...choice.tiers }, (route) =>
        addressed(effort ? { ...route, effort } : route, choice),
      );
  const steps = choice.ladder ?? (model || isNamed ? [] : base.ladder);
  const ladder = steps.map((route) => addressed(route, choice));
  return {
    phases: {
      architect: own('architect'),
      planner: own('planner'),
      story,
      critic: own('critic'),
      surgeon: own('surgeon'),
    },
    tiers,
    ladder: ladder.filter((route) => !sameRoute(route, story)),
  };
}

function presetRoutes(name: string, own: OwnModels['presets']): Routes | undefined {
  const mine = Object.entries(own).find(([key]) => key === name)?.[1];
  if (mine) return ownRoutes(mine, own);
  const preset = Object.entries(data.presets).find(([key]) => key === name)?.[1];
  if (preset)
    return {
      phases: mapPhases((phase) => known(preset.phases[phase])),
      tiers: mapTiers(preset.tiers, known),
      ladder: preset.ladder.map(known),
    };
  const route = parseRoute(name);
  return 'problem' in route ? undefined : { phases: mapPhases(() => route), tiers: {}, ladder: [] };
}

/** What a preset of the person's says, over the one it is like. */
function ownRoutes(preset: OwnPreset, own: OwnModels['presets']): Routes | undefined {
  const { like, ladder, light, standard, heavy, ...phases } = preset;
  const { [like ?? '']: _, ...others } = own;
  const base = like === undefined ? undefined : presetRoutes(like, others);
  const story = phases.story ?? base?.phases.story;
  if (!story || (like !== undefined && !base)) return undefined;
  return {
    phases: mapPhases((phase) => phases[phase] ?? base?.phases[phase] ?? story),
    tiers: mapTiers({ ...base?.tiers, ...defined({ light, standard, heavy }) }, (route) => route),
    ladder: ladder ?? base?.ladder ?? [],
  };
}

const defined = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;

const mapPhases = (route: (phase: Phase) => Route): Routes['phases'] => ({
  architect: route('architect'),
  planner: route('planner'),
  story: route('story'),
  critic: route('critic'),
  surgeon: route('surgeon'),
});

const mapTiers = <R>(
  tiers: { readonly [T in Tier]?: R | undefined },
  route: (from: R) => Route,
): Routes['tiers'] => ({
  ...(tiers.light === undefined ? {} : { light: route(tiers.light) }),
  ...(tiers.standard === undefined ? {} : { standard: route(tiers.standard) }),
  ...(tiers.heavy === undefined ? {} : { heavy: route(tiers.heavy) }),
});

/** What a preset has of models that take no tools over Chat Completions gives way to the model of its stories. */
function overChat({ phases, tiers, ladder }: Routes, capabilitiesOf: CapabilitiesOf): Routes {
  const { model } = phases.story;
  const fitted = (route: Route): Route =>
    route.backend === 'openai' && model && route.model && !takesChatTools(capabilitiesOf(route.model))
      ? { ...route, model }
      : route;
  return {
    phases: mapPhases((phase) => fitted(phases[phase])),
    tiers: mapTiers(tiers, fitted),
    ladder: ladder.map(fitted),
  };
}

const addressed = (route: Route, { openaiBaseUrl }: Choice): Route =>
  openaiBaseUrl && route.backend === 'openai' ? { ...route, backend: 'openai-compatible' } : route;

function known(text: string): Route {
  const route = parseRoute(text);
  if ('problem' in route) throw new Error(`presets.json: ${route.problem}`);
  return route;
}
