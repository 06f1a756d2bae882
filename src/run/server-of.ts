import type { Environment } from '../adapters/environment.ts';
import type { Route } from '../model/route.ts';
import type { HostSettings } from './seam.ts';

/** The name under which a base URL without an endpoint's name is kept. */
export const DEFAULT_ENDPOINT = 'default';

/** What decides where questions go. */
export type Addresses = {
  /** Base URLs by endpoint, as the run's options keep them. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly settings: Pick<HostSettings, 'openaiBaseUrl' | 'anthropicBaseUrl' | 'endpoints'>;
  readonly env: Environment;
};

/** The address that a route's questions are sent to, and with them its key; undefined where nobody knows it. */
export function serverOf(
  { endpoints, settings, env }: Addresses,
  backend: string,
  { endpoint }: Pick<Route, 'endpoint'>,
): string | undefined {
  if (endpoint) return endpoints[endpoint] ?? settings.endpoints[endpoint];
  if (backend === 'anthropic')
    return settings.anthropicBaseUrl || env['ANTHROPIC_BASE_URL'] || 'https://api.anthropic.com';
  if (backend === 'openai-compatible' && endpoints[DEFAULT_ENDPOINT]) return endpoints[DEFAULT_ENDPOINT];
  const set = settings.openaiBaseUrl || env['OPENAI_BASE_URL'] || undefined;
  return backend === 'openai' ? (set ?? 'https://api.openai.com/v1') : set;
}
