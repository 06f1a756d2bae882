import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Progress } from '../../engine/backend.ts';

export type CodexAccount = {
  readonly billing: Extract<Progress, { type: 'usage' }>['billing'];
  /** Which model it asks when nobody names one. */
  readonly model?: string;
  readonly signedIn: boolean;
};

const Auth = z.object({ OPENAI_API_KEY: z.string().nullish(), tokens: z.looseObject({}).nullish() });

/** How the CLI pays, as far as its own files tell. */
export async function codexAccount(
  home: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<CodexAccount> {
  const [auth, config] = await Promise.all([read(join(home, 'auth.json')), read(join(home, 'config.toml'))]);
  const said = (key: string) => new RegExp(`^${key}\\s*=\\s*["']([^"']+)["']`, 'm').exec(topOf(config))?.[1];
  const model = said('model');
  const provider = said('model_provider') ?? 'openai';
  const account = Auth.safeParse(parsed(auth)).data;
  const { CODEX_API_KEY, OPENAI_API_KEY } = env;
  const byKey = Boolean(account?.OPENAI_API_KEY || CODEX_API_KEY);
  const elsewhere = provider !== 'openai';
  const billing = elsewhere ? 'unknown' : byKey ? 'billed' : account?.tokens ? 'subscription' : 'unknown';
  const signedIn = elsewhere || byKey || Boolean(account?.tokens) || Boolean(OPENAI_API_KEY);
  return { billing, signedIn, ...(model ? { model } : {}) };
}

/** What stands before the first table of a TOML file. */
const topOf = (toml: string) => toml.split(/^\s*\[/m)[0] ?? '';

const read = (path: string) => readFile(path, 'utf8').catch(() => '');

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
