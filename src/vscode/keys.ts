import type { SecretStorage } from 'vscode';
import type { Environment } from '../adapters/environment.ts';
import { endpointKey } from '../model/address.ts';
import { keyStanding, type Secret, sealKey, secretFor } from '../run/key-binding.ts';
import type { HostSettings } from '../run/seam.ts';
import { serverOf } from '../run/server-of.ts';

export type KeyName = string;

const OWN_KEYS: readonly KeyName[] = ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'GITHUB_TOKEN'];

/** Keys as the person stored them; else as the environment has them. They are never written anywhere else. */
export class Keys {
  readonly #secrets: Pick<SecretStorage, 'get' | 'store' | 'delete'>;
  readonly #env: Environment;

  constructor(secrets: Pick<SecretStorage, 'get' | 'store' | 'delete'>, env: Environment) {
    this.#secrets = secrets;
    this.#env = env;
  }

  /** The key of that name, where the server that is about to be asked may have it. */
  async get(name: KeyName, server: string): Promise<Secret | undefined> {
    return secretFor(server, {
      sealed: await this.#secrets.get(secretOf(name)),
      inEnvironment: this.#env[name],
    });
  }

  /** The stored keys that a process of its own may need, by name, each still bound to its server. */
  async sealed(endpoints: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const names = [...OWN_KEYS, ...new Set(endpoints.map(endpointKey))];
    const found = await Promise.all(
      names.map(async (name) => [name, await this.#secrets.get(secretOf(name))] as const),
    );
    return Object.fromEntries(found.filter((one): one is [string, string] => one[1] !== undefined));
  }

  /** The server that a key is entered for: the one that a new run would ask. */
  serverOf(name: KeyName, settings: HostSettings): string {
    const at = { endpoints: {}, settings, env: this.#env };
    if (name === 'GITHUB_TOKEN') return this.#env['GITHUB_API_URL'] || 'https://api.github.com';
    if (name === 'OPENAI_API_KEY') return serverOf(at, 'openai', {}) ?? name;
    if (name === 'ANTHROPIC_API_KEY') return serverOf(at, 'anthropic', {}) ?? name;
    const endpoint = Object.keys(settings.endpoints).find((one) => endpointKey(one) === name);
    return serverOf(at, 'openai-compatible', { endpoint: endpoint ?? name }) ?? name;
  }

  /** Whether the person has stored one. */
  async isStored(name: KeyName): Promise<boolean> {
    return (await this.#secrets.get(secretOf(name))) !== undefined;
  }

  /** Where a key would be taken from now, for the person who enters one. */
  async standing(name: KeyName, settings: HostSettings): Promise<string> {
    const sealed = await this.#secrets.get(secretOf(name));
    return keyStanding(name, sealed, this.serverOf(name, settings), this.#env[name] !== undefined);
  }

  async set(name: KeyName, key: string, settings: HostSettings): Promise<void> {
    if (key) await this.#secrets.store(secretOf(name), sealKey(key, this.serverOf(name, settings)));
    else await this.#secrets.delete(secretOf(name));
  }
}

const secretOf = (name: KeyName) => `baro.key.${name}`;
