import type { Cli } from '../adapters/backends/discover.ts';
import { isThisMachine } from '../model/address.ts';
import type { Around } from './around.ts';
import { strayKey } from './reach.ts';
import type { RunSettings } from './seam.ts';
import { serverOf } from './server-of.ts';

/** The preset for whom none was named, and why it is this one. */
export type Detected = { readonly preset: string; readonly said: string } | { readonly problem: string };

/** The best of what is signed in: a strong planner and cheap workers, else one CLI, else one key. */
export async function detectPreset(around: Around): Promise<Detected> {
  const { host } = around;
  const [claude, codex] = await Promise.all([ready('claude', around), ready('codex', around)]);
  const chosen = (preset: string, why: string): Detected => ({
    preset,
    said: `Models: the preset ${preset}, because ${why}. --llm chooses another.`,
  });
  if (claude && codex) return chosen('hybrid', `${claude} and ${codex} are there`);
  if (claude) return chosen('claude', `${claude} is there`);
  if (codex) return chosen('codex', `${codex} is there`);
  const keyed = ['anthropic', 'openai'] as const;
  for (const backend of keyed) {
    const key = await around.keyFor(backend);
    if (key) return chosen(backend, `${key} is set`);
  }
  const url = serverOf(around, 'openai', {});
  if (url && isThisMachine(url)) return chosen('openai', `a server is set at ${url}`);
  if (host.backends.some(({ name }) => name === 'copilot')) return chosen('copilot', 'the editor has models');
  for (const backend of keyed) {
    const stray = await strayKey(around, { backend });
    if (stray) return { problem: `Nothing that could think is signed in: ${stray}.` };
  }
  return {
    problem:
      'Nothing that could think is signed in: install Claude Code or Codex and sign in, or set ANTHROPIC_API_KEY or OPENAI_API_KEY; `baro doctor` says what is there, and `baro demo` needs none of it.',
  };
}

async function ready(cli: Cli, { cli: find }: Around): Promise<string | undefined> {
  const found = await find(cli);
  return 'problem' in found || found.signedIn === false ? undefined : `${cli} ${found.version}`;
}

/** What the other settings say about the preset where it is not named. */
export function impliedPreset({ script, openaiBaseUrl, phaseRoutes = {} }: RunSettings): string | undefined {
  if (script) return 'scripted';
  if (openaiBaseUrl) return 'openai';
  const { architect, planner, story, critic, surgeon } = phaseRoutes;
  const all = [architect, planner, story, critic, surgeon];
  return all.every((route) => route?.backend) ? story?.backend : undefined;
}
