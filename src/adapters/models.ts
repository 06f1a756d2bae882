import { EFFORTS, type Effort } from '../model/route.ts';
import data from './models.json' with { type: 'json' };

/** What is known of a model; counts are tokens. The table is dated data, and a model it lacks gets usual values. */
export type Capabilities = {
  /** So many tokens must be the same for a provider to keep them in its cache. */
  readonly cacheFrom: number;
  readonly context: number;
  readonly output: number;
  /** The efforts it takes; empty where it takes none. */
  readonly effort: readonly string[];
  /** What it needs on Chat Completions to be given tools; absent where it takes them as it is. */
  readonly chatTools?: 'without reasoning' | 'never';
  /** When Anthropic's models decide themselves how long to think; absent where they do not. */
  readonly thinking?: 'always' | 'with effort';
};

export type ModelTable = Readonly<Record<string, Partial<Capabilities>>>;
export type CapabilitiesOf = (model: string) => Capabilities;

/**
 * Answers by the entry with the longest name that the model's name begins with (`gpt-5.5-2026-04-23` is a `gpt-5.5`);
 * `own` entries come first.
 */
export function capabilitiesBy(own: ModelTable = {}): CapabilitiesOf {
  const known: ModelTable = { ...(data.models as ModelTable), ...own };
  const names = Object.keys(known);
  return (model) => ({ ...data.unknown, ...known[longestPrefix(names, model) ?? ''] });
}

/** The name that is the whole of `model`, or the longest that ends where a word of it ends. */
function longestPrefix(names: readonly string[], model: string): string | undefined {
  const word = (name: string) => model === name || /^[-.@:]/.test(model.slice(name.length));
  return names
    .filter((name) => model.startsWith(name) && word(name))
    .reduce<string | undefined>((best, name) => (name.length > (best?.length ?? 0) ? name : best), undefined);
}

/** A model's name without the date of its snapshot; anything else behind a name makes it another model. */
export const undated = (model: string) => model.replace(/[-@:](\d{4}-\d{2}-\d{2}|\d{8}|latest)$/, '');

/** Two names of one model: with or without its date, and the house that it comes from. */
export function isSameModel(a: string, b: string): boolean {
  const [one, other] = [a, b].map((name) => undated(name.slice(name.lastIndexOf('/') + 1).toLowerCase()));
  return one === other;
}

/** The effort asked for, or the nearest that the model takes; undefined where none was asked for or it takes none. */
export const effortFor = ({ effort }: Capabilities, wanted: Effort | undefined) =>
  nearestEffort(effort, wanted);

/** The same of a list of what there is, in which other words may stand too. */
export function nearestEffort(there: readonly string[], wanted: Effort | undefined): Effort | undefined {
  if (!wanted) return undefined;
  const taken = EFFORTS.filter((effort) => there.includes(effort));
  const rank = EFFORTS.indexOf(wanted);
  const distance = (effort: Effort) => Math.abs(EFFORTS.indexOf(effort) - rank);
  return taken.toSorted((a, b) => distance(a) - distance(b))[0];
}
