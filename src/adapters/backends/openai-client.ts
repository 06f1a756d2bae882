import type { Connection } from './wire.ts';

export const loadOpenai = () => import('openai');

/** A client that retries nothing, logs nothing, and takes nothing from the environment. */
export async function openaiClient({ key, baseUrl, headers, fetch }: Connection) {
  const { OpenAI } = await loadOpenai();
  return new OpenAI({
    apiKey: key ?? 'none',
    baseURL: baseUrl,
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: 2 ** 31 - 1,
    logLevel: 'off',
    defaultHeaders: { ...headers, ...(key ? {} : { authorization: null }) },
    fetch,
  });
}

export async function openaiModels(connection: Connection) {
  const client = await openaiClient(connection);
  const page = await client.models.list({ signal: connection.abort });
  return page.data.map(({ id }) => id);
}
