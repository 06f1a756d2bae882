import type { Backend, Signal } from '../engine/backend.ts';
import type { Participant } from '../engine/participant.ts';
import type { Entry } from '../model/events.ts';
import type { Intent } from '../model/intents.ts';
import type { Answers, Estimate, LogKind, LogPage, RunSummary } from '../model/protocol.ts';
import type { Phase, Route, Tier } from '../model/route.ts';
import type { View } from '../model/view.ts';
import type { Secret } from './key-binding.ts';

/*
 * What a front end may ask of the runs of a repository. The command line and the editor stand on the same
 * side of it; what cannot be done comes back as a sentence for the person.
 */

/** A run that this process owns, or watches while another owns it. */
export type OpenRun = {
  readonly id: string;
  /** As of the last entry that watchers were told of. */
  readonly view: View;
  /** Owned here: intents are answered in this process. */
  readonly live: boolean;
  /** Nobody works on it, here or elsewhere: it can be taken over. */
  readonly idle?: boolean;
  readonly readOnlyBecause?: string | undefined;
  /** Both ends included, from 1; what is not there is left out. */
  entries(from: number, to: number): Promise<readonly Entry[]>;
  /** Told of new entries only, each once, in order, as they happen; of none where `idle` has become another. */
  watch(watcher: (entries: readonly Entry[]) => void): () => void;
  signals(listener: (signal: Signal) => void): () => void;
  send(intent: Intent): Promise<{ readonly ok: true } | { readonly refused: string }>;
  log(storyId: string, attempt: number, from: number, count: number): Promise<LogPage>;
  search(storyId: string, attempt: number, text: string, kind?: LogKind): Promise<Answers['search']>;
  diff(storyId: string, attempt: number): Promise<Answers['diff']>;
  /** What the proposed plan takes, as far as past runs of the repository tell; undefined without a plan. */
  estimate(): Estimate | undefined;
  /** A file of a commit as text; empty where it is not there. */
  file(commit: string, path: string): Promise<string>;
  /** Resolves when the run is completed or stopped; rejects where its log cannot be written, or read on. */
  readonly over: Promise<void>;
  /** Lets go; a live run that is owned here is interrupted so that it can be resumed. */
  close(): Promise<void>;
};

/** The runs of one repository. */
export type Runs = {
  list(): Promise<readonly RunSummary[]>;
  start(goal: string, settings: RunSettings): Promise<OpenRun | { readonly problems: readonly string[] }>;
  /** To look at: it goes on where it runs. */
  open(runId: string): Promise<OpenRun | { readonly problem: string }>;
  /**
   * Takes a run over that nobody works on and goes on with it, beginning with `then`; after `nothing`, what waited for
   * a person goes on waiting. One that is owned here by then is asked for `then`; one that another process works on is
   * only watched, and has not heard of it.
   */
  resume(runId: string, then?: Intent | 'nothing'): Promise<OpenRun | { readonly problem: string }>;
  /** A file of a commit as text; empty where it is not there. */
  file(commit: string, path: string): Promise<string>;
  /** Asks whoever works on it to stop; says what became of it. */
  stop(runId: string): Promise<{ readonly ok: boolean; readonly said: string }>;
  /** How many files of the checkout are not committed. */
  uncommitted(): Promise<number>;
  routes(): Promise<Answers['routes']>;
  /** What a run with these settings would lack on each of the presets, in their order; nothing where it could begin. */
  presetGaps(
    presets: readonly (string | undefined)[],
    settings: RunSettings,
  ): Promise<readonly (string | undefined)[]>;
  /** Markdown. */
  doctor(): Promise<string>;
  /** A sentence about what was removed. */
  clean(): Promise<string>;
  compare(ids: readonly string[]): Promise<Compared | { readonly problem: string }>;
  /** How every route has done here, and the routing that this proposes. */
  scoreboard(): Promise<Compared>;
  /**
   * The same approved plan once more on each of the routes, with every story on that route. Several race: the first
   * run that has all of it verified stops the others, which can be resumed all the same.
   */
  playAgain(
    runId: string,
    routes: readonly Route[],
  ): Promise<readonly OpenRun[] | { readonly problems: readonly string[] }>;
};

/** Runs side by side, for people and for programs. */
export type Compared = { readonly markdown: string; readonly json: unknown };

export type RunSettings = {
  readonly preset?: string | undefined;
  /** Replaces every model of the preset. */
  readonly model?: string | undefined;
  /** What a phase changes about the preset's route: a backend, a model, an effort. */
  readonly phaseRoutes?: { readonly [P in Phase]?: Partial<Route> } | undefined;
  readonly tierRoutes?: { readonly [T in Tier]?: Route } | undefined;
  /** Where a story goes next when it fails on its own route, in place of the preset's. */
  readonly ladder?: readonly Route[] | undefined;
  readonly budgetUsd?: number | undefined;
  readonly timeoutMinutes?: number | undefined;
  readonly parallel?: number | undefined;
  readonly attempts?: number | undefined;
  readonly quick?: boolean | undefined;
  readonly planOnly?: boolean | undefined;
  readonly localOnly?: boolean | undefined;
  /** A person accepts every story's diff before it is integrated. */
  readonly review?: boolean | undefined;
  readonly approve: 'ask' | 'auto';
  /** Nobody is there who could approve a plan. */
  readonly unattended?: boolean | undefined;
  /** Where the run starts from, as git names it; HEAD without it. */
  readonly base?: string | undefined;
  /** It starts from what is not committed in the checkout, too. */
  readonly includeChanges?: boolean | undefined;
  /** Absolute path of a plan file. */
  readonly planFile?: string | undefined;
  /** Base URLs by name, beside those of the settings. */
  readonly endpoints?: Readonly<Record<string, string>> | undefined;
  /** Makes `openai` speak Chat Completions to this address. */
  readonly openaiBaseUrl?: string | undefined;
  /** The run whose approved plan is played again. */
  readonly replays?: string | undefined;
  /** The finished run whose branch and pull request this one goes on with. */
  readonly continues?: string | undefined;
  /** Absolute path of the recorded answers for the `scripted` backend. */
  readonly script?: string | undefined;
};

/** What the person has set once for all runs of a folder; nothing in it comes from the folder unless it says so. */
export type HostSettings = {
  readonly openaiBaseUrl?: string | undefined;
  readonly anthropicBaseUrl?: string | undefined;
  /** Base URLs by the name that a route uses after its `@`. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly executables: { readonly claude?: string | undefined; readonly codex?: string | undefined };
  /** The command line of an agent that speaks ACP. */
  readonly acpCommand?: string | undefined;
  /** Names of environment variables that child processes may see besides the usual ones. */
  readonly environment: readonly string[];
  /** What the person adds to the presets and prices, as it was written; `own-models.ts` reads it. */
  readonly ownModels?: unknown;
  /** Where worktrees go; absolute. */
  readonly worktreeDirectory?: string | undefined;
  /** Globs of ignored files that every worktree needs; this and what follows is from the folder, and empty while it is not trusted. */
  readonly includeFiles: readonly string[];
  readonly setupCommand?: string | undefined;
  readonly readyCommand?: string | undefined;
  readonly buildCommands: readonly string[];
  readonly testCommands: readonly string[];
  /** The folder's own `.baro/` is read. */
  readonly trusted: boolean;
  /** The participants in it are run, inside Baro and with all that it holds. */
  readonly runsParticipants: boolean;
};

/** What the front end gives to the runs it opens. */
export type HostServices = {
  /** A key by its environment variable's name, such as `OPENAI_API_KEY`, for the server that is about to be asked. */
  secret(name: string, server: string): Promise<Secret | undefined>;
  /** Of github.com alone, for the API that stands for it. */
  githubToken(api: string): Promise<string | undefined>;
  settings(): HostSettings;
  /** Backends that only this front end has. */
  readonly backends: readonly Backend[];
  /** Participants of others, for runs that start from now on. */
  participants(): readonly Participant[];
  log(line: string): void;
};

/** Why a folder has no runs; it can be looked at all the same. */
export type NoRuns = {
  readonly problem: string;
  readonly canStartRepository?: boolean;
  /** Markdown. */
  readonly doctor?: () => Promise<string>;
};

export type OpenRuns = (folder: string, host: HostServices) => Promise<Runs | NoRuns>;
