import * as vscode from 'vscode';
import { endpointKey } from '../../model/address.ts';
import type { Keys } from '../keys.ts';
import { say } from '../say.ts';
import { settingsOf } from '../settings.ts';
import { askText, askWhich } from './ask.ts';
import { askAll, type Question } from './ask-all.ts';

type Whose = { readonly label: string; readonly name: string };
type Known = { readonly whose?: Whose; readonly key?: string };

const TITLE = 'Baro: Set API Key';

/** Asks whose key, then the key, and says whether there is one now. An empty one forgets what was stored. */
export async function setApiKey(keys: Keys): Promise<boolean> {
  const known = await askAll<Known>([askWhose(keys), askKey(keys)], {}, () => 2);
  if (!known?.whose || known.key === undefined) return false;
  const { whose, key } = known;
  if (key === '' && !(await askWhetherToForget(whose))) return false;
  await keys.set(whose.name, key, settingsOf().host);
  void say('info', `The key for ${whose.label} is ${key ? 'stored' : 'forgotten'}.`);
  return key !== '';
}

const askWhose =
  (keys: Keys): Question<Known> =>
  async (place, known) => {
    const { host } = settingsOf();
    const all: readonly Whose[] = [
      { label: 'OpenAI', name: 'OPENAI_API_KEY' },
      { label: 'Anthropic', name: 'ANTHROPIC_API_KEY' },
      ...Object.keys(host.endpoints).map((endpoint) => ({
        label: `Endpoint ${endpoint}`,
        name: endpointKey(endpoint),
      })),
      { label: 'GitHub token', name: 'GITHUB_TOKEN' },
    ];
    const choices = await Promise.all(
      all.map(async (whose) => ({
        label: whose.label,
        description: keys.serverOf(whose.name, host),
        detail: await keys.standing(whose.name, host),
        value: whose,
      })),
    );
    const choice = await askWhich({ title: TITLE, ...place }, 'Whose key?', choices);
    return choice && { ...known, whose: choice.value };
  };

const askKey =
  (keys: Keys): Question<Known> =>
  async (place, known) => {
    if (!known.whose) return undefined;
    const { label, name } = known.whose;
    const isStored = await keys.isStored(name);
    const answer = await askText(
      { title: TITLE, ...place },
      {
        prompt: `The key for ${label} (${keys.serverOf(name, settingsOf().host)}). It is kept in VS Code's secret storage${isStored ? '; an empty line forgets the one that is there' : ''}.`,
        password: true,
        check: (text) => (text || isStored ? undefined : 'Paste the key, or press Escape.'),
      },
    );
    return answer && 'text' in answer ? { ...known, key: answer.text } : undefined;
  };

const FORGET = 'Forget it';

const askWhetherToForget = async ({ label }: Whose) =>
  (await vscode.window.showWarningMessage(
    `Forget the stored key for ${label}?`,
    { modal: true, detail: 'It is in VS Code’s secret storage alone.' },
    FORGET,
  )) === FORGET;
