import type { Environment } from '../../adapters/environment.ts';
import {
  formatRoute,
  PHASES,
  type Phase,
  providerOf,
  type Route,
  TIERS,
  type Tier,
} from '../../model/route.ts';
import type { RunOptions } from '../../model/shapes.ts';
import { type Around, lookAround } from '../around.ts';
import { optionsOf } from '../begin.ts';
import { detectPreset, impliedPreset } from '../detect.ts';
import { useGap } from '../gaps.ts';
import type { HostServices, RunSettings } from '../seam.ts';
import { siteOf } from '../site.ts';
import type { Check } from './check.ts';
import { configChecks, machineChecks, repositoryChecks, toolChecks } from './machine.ts';
import { modelChecks } from './models.ts';

export type Diagnosis = {
  /** A run without further settings would start. */
  readonly ready: boolean;
  readonly preset: string | undefined;
  readonly said: string;
  readonly phases: readonly PhaseRoute[];
  readonly checks: readonly Check[];
};

/** Who asks what; a tier where its stories have a route of their own. */
type PhaseRoute = {
  readonly phase: Phase;
  readonly tier?: Tier;
  readonly route: string;
  readonly gap?: string;
};

/** Looks at everything that a run needs, in a folder that may be no repository; makes nothing and shows no key. */
export async function diagnose(
  folder: string,
  host: HostServices,
  env: Environment,
  settings: RunSettings = { approve: 'ask' },
): Promise<Diagnosis> {
  const around = lookAround(host, env, {
    endpoints: settings.endpoints ?? {},
    scripted: settings.script !== undefined,
  });
  const preset = settings.preset ?? impliedPreset(settings);
  const site = await siteOf(folder, env);
  const [models, tools, machine, detected] = await Promise.all([
    modelChecks(around),
    toolChecks(around),
    machineChecks(site, around),
    preset === undefined ? detectPreset(around) : { preset, said: `Models: ${preset}, as you said.` },
  ]);
  const checks = [
    ...tools,
    ...models,
    ...repositoryChecks(site),
    ...(await configChecks(site, around)),
    ...machine,
  ];
  const options =
    'preset' in detected
      ? optionsOf(settings, around.settings, detected.preset)
      : { problems: [detected.problem] };
  const phases = 'problems' in options ? [] : await phasesOf(options, around, models);
  const gaps = checks.some(({ state }) => state === 'gap') || phases.some(({ gap }) => gap);
  return {
    ready: !('problems' in options) && !gaps,
    preset: 'preset' in detected ? detected.preset : undefined,
    said: 'problems' in options ? options.problems.join(' ') : 'said' in detected ? detected.said : '',
    phases,
    checks,
  };
}

async function phasesOf(
  { routes, endpoints }: RunOptions,
  around: Around,
  models: readonly Check[],
): Promise<readonly PhaseRoute[]> {
  const asked: readonly { readonly phase: Phase; readonly tier?: Tier; readonly route: Route }[] = [
    ...PHASES.map((phase) => ({ phase, route: routes.phases[phase] })),
    ...TIERS.flatMap((tier) => {
      const route = routes.tiers[tier];
      return route ? [{ phase: 'story' as const, tier, route }] : [];
    }),
  ];
  return Promise.all(
    asked.map(async ({ route, ...who }) => {
      const gap = (await useGap(route, { ...around, endpoints })) ?? refusalBy(providerOf(route), models);
      return { ...who, route: formatRoute(route), ...(gap ? { gap } : {}) };
    }),
  );
}

/** What a provider that was asked for its models had against it. */
function refusalBy(provider: string, models: readonly Check[]): string | undefined {
  const found = models.find(({ name, state }) => name === provider && state === 'absent');
  return found && [found.said, found.todo].filter(Boolean).join('; ');
}
