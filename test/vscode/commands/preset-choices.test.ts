import { expect, test } from 'vitest';
import { ASKS_MODEL, presetChoices } from '../../../src/vscode/commands/preset-choices.ts';

const presets = { usual: 'auto', own: ['mine'] };
const gaps = new Map([['openai', 'there is no key for openai; set OPENAI_API_KEY']]);

test('a preset that is not ready says what it lacks, and what to do about it here', () => {
  const known = new Map(presetChoices(presets, undefined, gaps).map((one) => [one.value, one]));
  expect(known.get('openai')).toMatchObject({
    label: '$(circle-slash) openai',
    description: 'the OpenAI API · there is no key for openai; use Baro: Set API Key, or set OPENAI_API_KEY',
  });
  expect(known.get('claude')?.label).toBe('claude');
  expect(known.has('scripted')).toBe(false);
});

test('what has no model of its own asks for one, and is not called unready for want of it', () => {
  const lacking = new Map([['openai-compatible', 'openai-compatible has no model of its own']]);
  expect(presetChoices(presets, undefined, lacking).find(({ value }) => value === ASKS_MODEL)).toMatchObject({
    label: 'openai-compatible',
    description: 'any server that speaks Chat Completions; its model is asked for',
  });
});

test('the default comes first, or what was picked before by who goes back', () => {
  const first = (picked?: string) => presetChoices(presets, picked)[0];
  expect(first()).toMatchObject({ value: 'auto', description: 'the best of what is signed in · default' });
  expect(first('codex')?.value).toBe('codex');
  const values = presetChoices(presets, 'codex').map(({ value }) => value);
  expect(new Set(values).size).toBe(values.length);
});
