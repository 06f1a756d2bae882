import * as vscode from 'vscode';
import { endpointKey } from '../model/address.ts';
import type { HostSettings } from '../run/seam.ts';
import { keyStanding, openKey, sealKey } from './key-binding.ts';

export type KeyName = string;

const OWN_KEYS: readonly KeyName[] = ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'GITHUB_TOKEN'];

/** The server that a key is for, as the settings say now. */
export function serverOf(name: KeyName, settings: HostSettings): string {
  if (name === 'OPENAI_API_KEY') return settings.openaiBaseUrl ?? 'https://api.openai.com';
  if (name === 'ANTHROPIC_API_KEY') return settings.anthropicBaseUrl ?? 'https://api.anthropic.com';
  if (name === 'GITHUB_TOKEN') return 'https://api.github.com';
  const endpoint = Object.entries(settings.endpoints).find(([one]) => endpointKey(one) === name);
  return endpoint?.[1] ?? name;
}

/** Keys as the person stored them; else as the environment has them. They are never written anywhere else. */
export class Keys {
  readonly #secrets: vscode.SecretStorage;
  readonly #log: (line: string) => void;

  constructor(secrets: vscode.SecretStorage, log: (line: string) => void) {
    this.#secrets = secrets;
    this.#log = log;
  }

  async get(name: KeyName, settings: HostSettings): Promise<string | undefined> {
    const sealed = await this.#secrets.get(secretOf(name));
    if (sealed === undefined) return process.env[name];
    const opened = openKey(sealed, serverOf(name, settings));
    if ('key' in opened) return opened.key;
    this.#log(`The stored ${name} is not used: ${opened.problem}. Use Baro: Set API Key to enter it again.`);
    return process.env[name];
  }

  /** All that a process of its own would need, by name. */
  async all(settings: HostSettings): Promise<Readonly<Record<string, string>>> {
    const names = [...OWN_KEYS, ...Object.keys(settings.endpoints).map(endpointKey)];
    const found = await Promise.all(
      names.map(async (name) => [name, await this.get(name, settings)] as const),
    );
    return Object.fromEntries(found.filter((one): one is [string, string] => one[1] !== undefined));
  }

  /** Where a key would be taken from now, for the person who enters one. */
  async standing(name: KeyName, settings: HostSettings): Promise<string> {
    const sealed = await this.#secrets.get(secretOf(name));
    return keyStanding(name, sealed, serverOf(name, settings), process.env[name] !== undefined);
  }

  async set(name: KeyName, key: string, settings: HostSettings): Promise<void> {
    if (key) await this.#secrets.store(secretOf(name), sealKey(key, serverOf(name, settings)));
    else await this.#secrets.delete(secretOf(name));
  }
}

const secretOf = (name: KeyName) => `baro.key.${name}`;

/** The token of the GitHub account that is signed in already; nobody is asked to sign in in the middle of a run. */
export async function githubSession(): Promise<string | undefined> {
  try {
    const session = await vscode.authentication.getSession('github', ['repo'], { silent: true });
    return session?.accessToken;
  } catch {
    return undefined; // no such provider here: a stored or an environment's token may still be there
  }
}
