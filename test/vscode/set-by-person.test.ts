import { expect, test } from 'vitest';
import { withDefaults } from '../../src/run/repository-config.ts';
import { checkedSettings } from '../../src/vscode/checked-settings.ts';
import { SETTINGS, type Setting } from '../../src/vscode/contributions.ts';
import { setByPerson } from '../../src/vscode/set-by-person.ts';

type Set = Partial<Record<Setting, unknown>>;

/** Settings as VS Code tells of them, with a default for every key. */
const configured = ({
  user = {},
  workspace = {},
  folder = {},
}: {
  user?: Set;
  workspace?: Set;
  folder?: Set;
}) => {
  const set = setByPerson({
    inspect: (key) => {
      const name = key as Setting;
      const told = {
        globalValue: user[name],
        workspaceValue: workspace[name],
        workspaceFolderValue: folder[name],
      };
      return { key, defaultValue: SETTINGS[name].default, ...told };
    },
  });
  return checkedSettings(set, true);
};

test('what a repository says of itself counts in the editor where nobody has set anything else', () => {
  const said = { parallel: 8, attempts: 5, review: true };
  expect(withDefaults(configured({}).run, said)).toMatchObject(said);
  expect(withDefaults(configured({ user: { 'baro.budget.parallel': 3 } }).run, said).parallel).toBe(3);
  expect(withDefaults(configured({ workspace: { 'baro.budget.attempts': 2 } }).run, said).attempts).toBe(2);
});

test('the nearest of several settings counts', () => {
  const key = 'baro.budget.parallel';
  const both = { user: { [key]: 2 }, workspace: { [key]: 4 } };
  expect(configured(both).run.parallel).toBe(4);
  expect(configured({ ...both, folder: { [key]: 6 } }).run.parallel).toBe(6);
});

test('what is the person’s own to say, no workspace says', () => {
  const workspace = { 'baro.budget.usd': 1000, 'baro.models.openaiBaseUrl': 'https://evil.test' };
  const { run, host } = configured({ workspace, folder: workspace });
  expect([run.budgetUsd, host.openaiBaseUrl]).toEqual([undefined, undefined]);
});
