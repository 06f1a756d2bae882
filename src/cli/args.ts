import { type ParseArgsConfig, parseArgs } from 'node:util';
import {
  BACKENDS,
  EFFORTS,
  PHASES,
  type Phase,
  parseRoute,
  type Route,
  TIERS,
  type Tier,
} from '../model/route.ts';
import type { RunSettings } from '../run/seam.ts';
import { commandIn, mistyped, tooMany, unusedBy, type Word } from './words.ts';

/** What was typed, understood. */
export type Typed = {
  readonly command: Word;
  /** What follows the command: a goal, a run, a story. */
  readonly words: readonly string[];
  readonly repo: string;
  readonly json: boolean;
  readonly yes: boolean;
  readonly goalFile: string | undefined;
  /** Of `rerun`; several race. */
  readonly routes: readonly Route[];
  readonly continue: boolean;
  readonly persist: boolean;
  /** What the repository brings of its own may run inside Baro. */
  readonly trust: boolean;
  /** Options that were given and mean nothing to the command. */
  readonly unused: readonly string[];
  readonly settings: Omit<RunSettings, 'approve'>;
};

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const perPhase = Object.fromEntries(
  PHASES.flatMap((phase) => [`${phase}-llm`, `${phase}-model`, `${phase}-effort`]).map((name) => [
    name,
    text,
  ]),
);
const OPTIONS = {
  repo: text,
  base: text,
  'include-changes': flag,
  plan: text,
  'goal-file': text,
  llm: text,
  model: text,
  'tier-map': text,
  ladder: text,
  'openai-base-url': text,
  endpoint: { type: 'string', multiple: true },
  parallel: text,
  attempts: text,
  budget: text,
  'timeout-minutes': text,
  route: { type: 'string', multiple: true },
  script: text,
  yes: { type: 'boolean', short: 'y' },
  quick: flag,
  continue: flag,
  'plan-only': flag,
  'local-only': flag,
  json: flag,
  persist: flag,
  trust: flag,
  help: { type: 'boolean', short: 'h' },
  version: flag,
  ...perPhase,
} as const satisfies ParseArgsConfig['options'];

/** Reads the command line; problems come all at once, each naming its option and the way out. */
export function readArgs(argv: readonly string[]): Typed | { readonly problems: readonly string[] } {
  let values: Readonly<Record<string, string | boolean | string[] | undefined>>;
  let positionals: readonly string[];
  try {
    ({ values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true }));
  } catch (error) {
    return { problems: [misuse(error)] };
  }
  const problems: string[] = [];
  for (const [name, value] of Object.entries(values))
    if (value === '') problems.push(`--${name} takes a value, and was given an empty one.`);
  const said = (name: string) =>
    typeof values[name] === 'string' && values[name] !== '' ? values[name] : undefined;
  const number = (name: string) => {
    const value = said(name);
    if (value === undefined) return undefined;
    const read = value.trim() === '' ? Number.NaN : Number(value);
    if (Number.isFinite(read)) return read;
    problems.push(`--${name} takes a number, not "${value}".`);
    return undefined;
  };
  const route = (name: string, value: string | undefined): Route | undefined => {
    if (value === undefined) return undefined;
    const read = parseRoute(value);
    if (!('problem' in read)) return read;
    problems.push(`--${name}: ${read.problem}. A route is written backend:model[@endpoint][#effort].`);
    return undefined;
  };
  const { command, words } = commandIn(positionals, argv.length === 0 || values['help'] === true);
  if (command === 'run' && words === positionals) problems.push(...mistyped(words));
  problems.push(...tooMany(command, words));
  const typed: Typed = {
    command: values['version'] ? 'version' : command,
    words,
    repo: said('repo') ?? '.',
    json: values['json'] === true,
    yes: values['yes'] === true,
    goalFile: said('goal-file'),
    routes: [values['route'] ?? []].flat().flatMap((value) => route('route', String(value)) ?? []),
    continue: values['continue'] === true,
    persist: values['persist'] === true,
    trust: values['trust'] === true,
    unused: unusedBy(command, Object.keys(values)),
    settings: {
      preset: said('llm'),
      model: said('model'),
      base: said('base'),
      includeChanges: values['include-changes'] === true,
      planFile: said('plan'),
      script: said('script'),
      openaiBaseUrl: said('openai-base-url'),
      endpoints: readEndpoints(values['endpoint'], problems),
      tierRoutes: readTiers(said('tier-map'), problems, route),
      ladder: said('ladder')
        ?.split(',')
        .flatMap((step) => route('ladder', step) ?? []),
      phaseRoutes: readPhases(said, problems),
      parallel: number('parallel'),
      attempts: number('attempts'),
      budgetUsd: number('budget'),
      timeoutMinutes: number('timeout-minutes'),
      quick: values['quick'] === true,
      planOnly: values['plan-only'] === true,
      localOnly: values['local-only'] === true,
    },
  };
  return problems.length > 0 ? { problems } : typed;
}

/** What Node's own reading of a command line says, in a sentence with the way out. */
function misuse(error: unknown): string {
  const { message } = error as Error;
  const [, option = ''] = /'(?:-\w, )?(--?[\w-]+)/.exec(message) ?? [];
  if (/argument is ambiguous/.test(message))
    return `${option} takes a value; one that begins with a dash is written ${option}=VALUE.`;
  if (/argument missing/.test(message)) return `${option} takes a value. \`baro --help\` says which.`;
  if (/does not take an argument/.test(message)) return `${option} takes no value.`;
  return `There is no option ${option}. \`baro --help\` lists those there are.`;
}

function readEndpoints(value: unknown, problems: string[]): Record<string, string> {
  const endpoints: Record<string, string> = {};
  for (const pair of Array.isArray(value) ? (value as string[]) : []) {
    const [, name, url] = /^([a-z0-9-]+)=(.+)$/i.exec(pair) ?? [];
    if (name && url) endpoints[name] = url;
    else problems.push(`--endpoint takes NAME=URL with a NAME of letters, digits and dashes, not "${pair}".`);
  }
  return endpoints;
}

function readTiers(
  value: string | undefined,
  problems: string[],
  route: (name: string, value: string) => Route | undefined,
): { [T in Tier]?: Route } | undefined {
  if (value === undefined) return undefined;
  const tiers: { [T in Tier]?: Route } = {};
  for (const pair of value.split(',')) {
    const [name, ...rest] = pair.split('=');
    const tier = TIERS.find((one) => one === name?.trim());
    if (!tier || rest.length === 0)
      problems.push(`--tier-map takes ${TIERS.map((one) => `${one}=ROUTE`).join(',')}, not "${pair}".`);
    else {
      const read = route('tier-map', rest.join('='));
      if (read) tiers[tier] = read;
    }
  }
  return tiers;
}

function readPhases(said: (name: string) => string | undefined, problems: string[]) {
  const phases: { [P in Phase]?: Partial<Route> } = {};
  for (const phase of PHASES) {
    const llm = said(`${phase}-llm`);
    const model = said(`${phase}-model`);
    const effort = said(`${phase}-effort`);
    const backend = BACKENDS.find((one) => one === llm);
    const known = EFFORTS.find((one) => one === effort);
    if (llm !== undefined && !backend)
      problems.push(`--${phase}-llm must be one of ${BACKENDS.join(', ')}, not "${llm}".`);
    if (effort !== undefined && !known)
      problems.push(`--${phase}-effort must be one of ${EFFORTS.join(', ')}, not "${effort}".`);
    if (backend || model || known)
      phases[phase] = {
        ...(backend ? { backend } : {}),
        ...(model ? { model } : {}),
        ...(known ? { effort: known } : {}),
      };
  }
  return phases;
}
