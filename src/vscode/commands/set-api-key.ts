import { endpointKey } from '../../model/address.ts';
import type { Keys } from '../keys.ts';
import { say } from '../say.ts';
import { settingsOf } from '../settings.ts';
import { askText, askWhich } from './ask.ts';

/** Asks whose key, then the key, and says whether there is one now. An empty one forgets what was stored. */
export async function setApiKey(keys: Keys): Promise<boolean> {
  const { host } = settingsOf();
  const title = 'Baro: Set API Key';
  const names = [
    { label: 'OpenAI', name: 'OPENAI_API_KEY' },
    { label: 'Anthropic', name: 'ANTHROPIC_API_KEY' },
    ...Object.keys(host.endpoints).map((endpoint) => ({
      label: `Endpoint ${endpoint}`,
      name: endpointKey(endpoint),
    })),
    { label: 'GitHub token', name: 'GITHUB_TOKEN' },
  ];
  const choices = await Promise.all(
    names.map(async ({ label, name }) => ({
      label,
      description: keys.serverOf(name, host),
      detail: await keys.standing(name, host),
      value: { label, name },
    })),
  );
  const choice = await askWhich({ title, step: 1, of: 2 }, 'Whose key?', choices);
  if (!choice) return false;
  const { label, name } = choice.value;
  const answer = await askText(
    { title, step: 2, of: 2 },
    {
      prompt: `The key for ${label} (${keys.serverOf(name, host)}). It is kept in VS Code's secret storage; an empty line forgets it.`,
      password: true,
    },
  );
  if (!answer || !('text' in answer)) return false;
  await keys.set(name, answer.text, host);
  void say('info', answer.text ? `The key for ${label} is stored.` : `The key for ${label} is forgotten.`);
  return answer.text !== '';
}
