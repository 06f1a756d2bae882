import { addressProblem } from '../model/address.ts';
import type { Route } from '../model/route.ts';
import { parseRoute } from '../model/route.ts';
import { MOST_MINUTES, MOST_USD } from '../run/limits.ts';
import type { HostSettings, RunSettings } from '../run/seam.ts';
import { PRESETS, type Setting } from './contributions.ts';

/** What the person set, key by key; `undefined` where they did not. */
export type RawSettings = (key: Setting) => unknown;

/** A setting that was not used, and why. */
export type SettingProblem = { readonly key: Setting; readonly problem: string };

type Checked<T> = { readonly value: T } | { readonly problem: string };
type Rule<T> = (value: unknown) => Checked<T>;

export type NotificationsWhen = 'off' | 'windowNotFocused' | 'always';

/** Reads the settings through their rules: what breaks one counts as not set, and is reported. */
export function checkedSettings(raw: RawSettings, trusted: boolean) {
  const problems: SettingProblem[] = [];
  const read = <T>(key: Setting, rule: Rule<T>): T | undefined => {
    const value = raw(key);
    if (value === undefined || value === null || value === '') return undefined;
    const checked = rule(value);
    if ('value' in checked) return checked.value;
    problems.push({ key, problem: checked.problem });
    return undefined;
  };
  const routes = <K extends string>(...names: K[]) => {
    const found: { [N in K]?: Route } = {};
    for (const name of names) {
      const value = read(`baro.models.${name}` as Setting, route);
      if (value) found[name] = value;
    }
    return found;
  };

  const presets = read('baro.models.presets', table);
  const prices = read('baro.models.prices', table);
  const capabilities = read('baro.models.capabilities', table);
  const preset = read('baro.models.preset', presetOf(Object.keys(presets ?? {})));
  const timeout = read('baro.budget.timeoutMinutes', number(0, MOST_MINUTES)) ?? 0;
  const budget = read('baro.budget.usd', number(0, MOST_USD)) ?? 0;
  const run: RunSettings = {
    preset: preset === 'auto' ? undefined : preset,
    phaseRoutes: routes('architect', 'planner', 'story', 'critic', 'surgeon'),
    tierRoutes: routes('light', 'standard', 'heavy'),
    ladder: read('baro.models.ladder', ladder),
    budgetUsd: budget > 0 ? budget : undefined,
    timeoutMinutes: timeout > 0 ? timeout : undefined,
    parallel: read('baro.budget.parallel', whole(1, 64)),
    attempts: read('baro.budget.attempts', whole(1, 20)),
    localOnly: read('baro.worktree.localOnly', flag) ?? false,
    review: read('baro.verify.reviewDiffs', flag) ?? false,
    approve: read('baro.verify.approvePlan', oneOf(['ask', 'auto'] as const)) ?? 'ask',
  };
  const inTrust = <T>(value: T | undefined): T | undefined => (trusted ? value : undefined);
  const host: HostSettings = {
    openaiBaseUrl: read('baro.models.openaiBaseUrl', baseUrl),
    anthropicBaseUrl: read('baro.models.anthropicBaseUrl', baseUrl),
    endpoints: read('baro.models.endpoints', endpoints) ?? {},
    executables: {
      claude: read('baro.models.claudePath', text),
      codex: read('baro.models.codexPath', text),
    },
    ownModels: { presets, prices, capabilities },
    acpCommand: read('baro.models.acpCommand', text),
    environment:
      read(
        'baro.models.environment',
        list(/^[A-Za-z_][A-Za-z0-9_]*$/, 'name of a variable: letters, digits and _'),
      ) ?? [],
    worktreeDirectory: read('baro.worktree.directory', absolutePath),
    setupCommand: inTrust(read('baro.worktree.setupCommand', text)),
    readyCommand: inTrust(read('baro.worktree.readyCommand', text)),
    buildCommands: inTrust(read('baro.verify.build', list(/\S/, 'command'))) ?? [],
    testCommands: inTrust(read('baro.verify.test', list(/\S/, 'command'))) ?? [],
    includeFiles: inTrust(read('baro.worktree.includeFiles', list(/\S/, 'glob'))) ?? [],
    trusted,
    runsParticipants: trusted,
  };
  const notify: NotificationsWhen =
    read('baro.notifications.when', oneOf(['off', 'windowNotFocused', 'always'] as const)) ??
    'windowNotFocused';
  const continueInBackground = read('baro.worktree.continueInBackground', flag) ?? false;
  const ownPresets = Object.keys(presets ?? {});
  return { run, host, ownPresets, notify, continueInBackground, problems };
}
export type CheckedSettings = ReturnType<typeof checkedSettings>;

/** A base URL that keys may be sent to: https, or this very machine; without credentials of its own. */
export const baseUrl: Rule<string> = (value) => {
  if (typeof value !== 'string') return { problem: 'has to be text' };
  const problem = addressProblem(value);
  return problem === undefined ? { value } : { problem };
};

const text: Rule<string> = (value) =>
  typeof value === 'string' ? { value: value.trim() } : { problem: 'has to be text' };

const flag: Rule<boolean> = (value) =>
  typeof value === 'boolean' ? { value } : { problem: 'has to be true or false' };

const number =
  (least: number, most: number): Rule<number> =>
  (value) =>
    typeof value === 'number' && value >= least && value <= most
      ? { value }
      : { problem: `has to be a number from ${least} to ${most}` };

const whole =
  (least: number, most: number): Rule<number> =>
  (value) =>
    Number.isInteger(value)
      ? number(least, most)(value)
      : { problem: `has to be a whole number from ${least} to ${most}` };

const oneOf =
  <T extends string>(words: readonly T[]): Rule<T> =>
  (value) => {
    const found = words.find((word) => word === value);
    return found === undefined ? { problem: `has to be one of ${words.join(', ')}` } : { value: found };
  };

const list =
  (each: RegExp, what: string): Rule<readonly string[]> =>
  (value) => {
    if (!Array.isArray(value)) return { problem: 'has to be a list of texts' };
    const odd = value.findIndex((item) => typeof item !== 'string' || !each.test(item));
    return odd < 0
      ? { value: value as readonly string[] }
      : { problem: `holds ${JSON.stringify(value[odd])}, which is no ${what}` };
  };

const route: Rule<Route> = (value) => {
  if (typeof value !== 'string') return { problem: 'has to be written backend:model' };
  const parsed = parseRoute(value);
  return 'problem' in parsed ? { problem: `cannot be read: ${parsed.problem}` } : { value: parsed };
};

/** One of Baro's or of the person's own, or a route for every phase. */
const presetOf =
  (own: readonly string[]): Rule<string> =>
  (value) => {
    const named = oneOf([...PRESETS, ...own])(value);
    if ('value' in named || typeof value !== 'string') return named;
    return 'problem' in parseRoute(value)
      ? { problem: `${named.problem}, or a route written backend:model[@endpoint][#effort]` }
      : { value };
  };

/** The preset's where it is empty. */
const ladder: Rule<readonly Route[] | undefined> = (value) => {
  if (!Array.isArray(value)) return { problem: 'has to be a list of routes' };
  const steps: Route[] = [];
  for (const step of value) {
    const checked = route(step);
    if ('problem' in checked) return checked;
    steps.push(checked.value);
  }
  return { value: steps.length > 0 ? steps : undefined };
};

/** What is in it is checked by whoever uses it. */
const table: Rule<object> = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { value }
    : { problem: 'has to be an object' };

const absolutePath: Rule<string> = (value) =>
  typeof value === 'string' && /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(value)
    ? { value }
    : { problem: 'has to be an absolute path' };

const endpoints: Rule<Readonly<Record<string, string>>> = (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { problem: 'has to map names to URLs' };
  for (const [name, url] of Object.entries(value)) {
    if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(name))
      return { problem: `holds "${name}", which is no name: small letters, digits and dashes` };
    const checked = baseUrl(url);
    if ('problem' in checked) return { problem: `has an address "${name}" that ${checked.problem}` };
  }
  return { value: value as Readonly<Record<string, string>> };
};
