import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { brokenRules } from '../adapters/broken-rules.ts';
import type { HostSettings, RunSettings } from './seam.ts';

const FILE = '.baro/config.json';

const Command = z.string().trim().min(1).max(2000);
const Commands = z.union([Command.transform((command) => [command]), z.array(Command).max(20)]).default([]);

/**
 * What a repository may say about how to work on it. Whose money is spent, where questions go, which programs run
 * them and what is approved unseen is the person's to say, so nothing of that kind is read from here.
 */
const Config = z.object({
  build: Commands,
  test: Commands,
  /** Makes a fresh worktree ready to work in. */
  setup: Command.optional(),
  /** Succeeds where a worktree is ready. */
  ready: Command.optional(),
  /** Globs of ignored files that every worktree needs. */
  include: z.array(z.string().min(1).max(300)).max(100).default([]),
  parallel: z.int().min(1).max(64).optional(),
  attempts: z.int().min(1).max(20).optional(),
  /** A person accepts every story's diff before it is integrated. */
  review: z.boolean().optional(),
});
export type RepositoryConfig = z.infer<typeof Config>;

export type ReadConfig =
  | { readonly config: RepositoryConfig; readonly notes: readonly string[] }
  | { readonly problems: readonly string[] };

/** What a trusted repository says of itself; nothing where it says nothing, or is not trusted. */
export async function readConfig(root: string, trusted: boolean): Promise<ReadConfig> {
  const text = trusted ? await readFile(join(root, FILE), 'utf8').catch(() => undefined) : undefined;
  if (text === undefined) return { config: Config.parse({}), notes: [] };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problems: [`${FILE} is not JSON: ${error instanceof Error ? error.message : error}.`] };
  }
  const read = Config.safeParse(value);
  if (!read.success) return { problems: brokenRules(read.error).map((broken) => `${FILE}: ${broken}.`) };
  const known = new Set(Object.keys(Config.shape));
  const unread = Object.keys(value as object).filter((key) => !known.has(key) && key !== '$schema');
  const notes = unread.map((key) => `${FILE}: "${key}" is not read from a repository.`);
  return { config: read.data, notes };
}

/** What the person has set comes before what the repository says. */
export function withConfig(settings: HostSettings, config: RepositoryConfig): HostSettings {
  const { build, test, setup, ready, include } = config;
  return {
    ...settings,
    buildCommands: settings.buildCommands.length > 0 ? settings.buildCommands : build,
    testCommands: settings.testCommands.length > 0 ? settings.testCommands : test,
    setupCommand: settings.setupCommand ?? setup,
    readyCommand: settings.readyCommand ?? ready,
    includeFiles: [...new Set([...settings.includeFiles, ...include])],
  };
}

/** The same for one run. A review that either of them wants takes place. */
export const withDefaults = (
  settings: RunSettings,
  { parallel, attempts, review }: Partial<RepositoryConfig>,
): RunSettings => ({
  ...settings,
  parallel: settings.parallel ?? parallel,
  attempts: settings.attempts ?? attempts,
  review: settings.review || review,
});
