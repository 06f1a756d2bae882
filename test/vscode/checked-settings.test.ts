import { expect, test } from 'vitest';
import { checkedSettings } from '../../src/vscode/checked-settings.ts';
import type { Setting } from '../../src/vscode/contributions.ts';

const read = (set: Partial<Record<Setting, unknown>>, trusted = true) =>
  checkedSettings((key) => set[key], trusted);

test('without settings there is a plan to approve and no budget, and the repository may say how many stories at once', () => {
  const { run, host, notify, problems } = read({});
  expect(problems).toEqual([]);
  expect(notify).toBe('windowNotFocused');
  expect(run).toMatchObject({ approve: 'ask', review: false, localOnly: false });
  expect([run.parallel, run.attempts]).toEqual([undefined, undefined]);
  expect(run.budgetUsd).toBeUndefined();
  expect(host.endpoints).toEqual({});
});

test.each([
  ['baro.budget.parallel', [-1, 0, 1e9, 'x', 2.5, Number.NaN, {}]],
  ['baro.budget.attempts', [-1, 0, 1e9, 'x']],
  ['baro.budget.usd', [-1, 'x', Number.POSITIVE_INFINITY]],
  ['baro.models.preset', ['gpt', 3]],
  ['baro.models.critic', ['nobody:model', 7]],
  ['baro.verify.approvePlan', ['never', true]],
  ['baro.notifications.when', ['sometimes']],
  ['baro.models.environment', [['A B'], 'PATH', [1]]],
  ['baro.worktree.directory', ['../elsewhere', 'worktrees']],
] as const)('%s that makes no sense counts as not set, and is reported', (key, values) => {
  for (const value of values) {
    const { problems, run, host, notify } = read({ [key]: value });
    const usual = read({});
    expect(problems.map((problem) => problem.key)).toEqual([key]);
    expect({ run, host, notify }).toEqual({ run: usual.run, host: usual.host, notify: usual.notify });
  }
});

test('a whole route can stand where a preset does', () => {
  const route = 'openai-compatible:qwen3@ollama';
  expect(read({ 'baro.models.preset': route })).toMatchObject({ run: { preset: route }, problems: [] });
});

test.each([
  'file:///etc/passwd',
  'javascript:alert(1)',
  'http://10.0.0.8/v1',
  'http://169.254.169.254/latest',
  'https://me:secret@example.com/v1',
  'http://localhost.example.com/v1',
  'not a url',
])('keys are not sent to %s', (url) => {
  expect(read({ 'baro.models.openaiBaseUrl': url }).host.openaiBaseUrl).toBeUndefined();
  expect(read({ 'baro.models.endpoints': { mine: url } }).host.endpoints).toEqual({});
});

test.each([
  'https://gateway.example.com/v1',
  'http://127.0.0.1:11434/v1',
  'http://localhost:8080',
  'http://[::1]:1/',
])('%s is a base URL', (url) => {
  const { host, problems } = read({
    'baro.models.openaiBaseUrl': url,
    'baro.models.endpoints': { problem: url },
  });
  expect(problems).toEqual([]);
  expect(host.openaiBaseUrl).toBe(url);
  expect(host.endpoints).toEqual({ problem: url });
});

test('what a folder says is run there counts only where the folder is trusted', () => {
  const set = {
    'baro.verify.test': ['npm test'],
    'baro.verify.build': ['make'],
    'baro.worktree.setupCommand': 'npm ci',
    'baro.worktree.readyCommand': 'true',
    'baro.worktree.includeFiles': ['.env'],
  };
  expect(read(set).host).toMatchObject({ testCommands: ['npm test'], setupCommand: 'npm ci', trusted: true });
  expect(read(set, false).host).toMatchObject({
    testCommands: [],
    buildCommands: [],
    includeFiles: [],
    setupCommand: undefined,
    readyCommand: undefined,
    trusted: false,
  });
});

test('routes are read as routes, and zero is no limit', () => {
  const { run } = read({
    'baro.models.story': 'openai:gpt-5.5#high',
    'baro.models.light': 'anthropic',
    'baro.budget.usd': 0,
    'baro.budget.timeoutMinutes': 30,
  });
  expect(run.phaseRoutes).toEqual({ story: { backend: 'openai', model: 'gpt-5.5', effort: 'high' } });
  expect(run.tierRoutes).toEqual({ light: { backend: 'anthropic' } });
  expect(run.budgetUsd).toBeUndefined();
  expect(run.timeoutMinutes).toBe(30);
});
