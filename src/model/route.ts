/** What does the thinking. */
export const BACKENDS = [
  'claude',
  'codex',
  'anthropic',
  'openai',
  'openai-compatible',
  'copilot',
  'acp',
  'scripted',
] as const;
export type BackendName = (typeof BACKENDS)[number];

export const EFFORTS = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
export type Effort = (typeof EFFORTS)[number];

/** Who asks a backend. */
export const PHASES = ['architect', 'planner', 'story', 'critic', 'surgeon'] as const;
export type Phase = (typeof PHASES)[number];

/** How much model a story needs; neutral words, so that nobody pays for a name. */
export const TIERS = ['light', 'standard', 'heavy'] as const;
export type Tier = (typeof TIERS)[number];

/** Where a question goes. Without a model the backend's own default is meant. */
export type Route = {
  readonly backend: BackendName;
  readonly model?: string | undefined;
  readonly effort?: Effort | undefined;
  /** The name of a base URL that the run knows, as in `--endpoint NAME=URL`. */
  readonly endpoint?: string | undefined;
};

/** The routes of a run: one a phase, and what a story's tier changes about that. */
export type Routes = {
  readonly phases: Readonly<Record<Phase, Route>>;
  readonly tiers: Readonly<{ [T in Tier]?: Route | undefined }>;
  /** Where a story goes next when it fails on its own route, cheapest first. */
  readonly ladder: readonly Route[];
};

/** `backend:model[@endpoint][#effort]`, the one way a route is written. */
export function formatRoute({ backend, model, effort, endpoint }: Route): string {
  return `${backend}${model ? `:${model}` : ''}${endpoint ? `@${endpoint}` : ''}${effort ? `#${effort}` : ''}`;
}

/** The provider behind a route, as a breaker names it. */
export const providerOf = ({ backend, endpoint }: Route) => (endpoint ? `${backend}@${endpoint}` : backend);

/** Reads `backend[:model][@endpoint][#effort]`; a sentence says what is wrong with it. */
export function parseRoute(text: string): Route | { readonly problem: string } {
  const [head = '', effort] = split(text.trim(), '#');
  const [path, endpoint] = split(head, '@');
  const [backend = '', model] = splitFirst(path ?? '', ':');
  if (!isOneOf(BACKENDS, backend))
    return { problem: `"${backend}" is no backend; use one of ${BACKENDS.join(', ')}` };
  if (effort !== undefined && !isOneOf(EFFORTS, effort))
    return { problem: `"${effort}" is no effort; use one of ${EFFORTS.join(', ')}` };
  return {
    backend,
    ...(model ? { model } : {}),
    ...(endpoint ? { endpoint } : {}),
    ...(effort ? { effort } : {}),
  };
}

export const sameRoute = (a: Route, b: Route) => formatRoute(a) === formatRoute(b);

const isOneOf = <T extends string>(words: readonly T[], word: string): word is T =>
  (words as readonly string[]).includes(word);

/** Splits at the last occurrence: a model's name may hold the mark (`org/model@2024`), what follows it may not. */
function split(text: string, mark: string): [string, string?] {
  const at = text.lastIndexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function splitFirst(text: string, mark: string): [string, string?] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
