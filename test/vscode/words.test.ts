import { expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/events.ts';
import { goalTitle, plain, plainLine } from '../../src/model/plain.ts';
import { runState } from '../../src/model/run-state.ts';
import { keyStanding, openKey, sealKey } from '../../src/run/key-binding.ts';
import { statusMarkdown } from '../../src/vscode/chat/status-markdown.ts';
import { readUri, writeUri } from '../../src/vscode/file-uri.ts';
import { inEditor } from '../../src/vscode/in-editor.ts';
import { planWaits, stateOf } from '../../src/vscode/standing.ts';
import { statusText } from '../../src/vscode/status-text.ts';
import { unlinked } from '../../src/vscode/unlinked.ts';
import { standing } from '../../webview/header/run-state.ts';
import { inMemoryRun, planOf } from './in-memory-runs.ts';

test.each([
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u001b]52;c;c2VjcmV0\u0007clip', 'clip'],
  ['\u001b]8;;https://evil.test\u001b\\link\u001b]8;;\u001b\\', 'link'],
  ['a\u0000b\u0008c\u009bd', 'abcd'],
  ['abc\u202edcba\u2066x\u2069', 'abcdcbax'],
  ['tab\tand\nline', 'tab\tand\nline'],
])('%j is shown as %j', (raw, shown) => {
  expect(plain(raw)).toBe(shown);
});

/** What VS Code makes a link of in a notification. */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

test.each([
  '[Details](command:workbench.action.terminal.sendSequence?%7B%7D)',
  '[a](https://evil.test "b")',
  '[a]\u200e(command:x)',
  '[a]\u0000(file:///etc)',
])('%j becomes no link in a notification', (text) => {
  expect(LINK.test(plain(text))).toBe(true);
  expect(unlinked(text)).not.toMatch(LINK);
});

test.each([
  [
    'sign in, or set ANTHROPIC_API_KEY or OPENAI_API_KEY; `baro doctor` says what is there, and `baro demo` needs none of it.',
    'sign in, or use Baro: Set API Key, or set ANTHROPIC_API_KEY or OPENAI_API_KEY; Baro: Doctor says what is there, and Baro: Try the Demo needs none of it.',
  ],
  [
    'there is no key for openai-compatible@far; set BARO_KEY_FAR or OPENAI_API_KEY',
    'there is no key for openai-compatible@far; use Baro: Set API Key, or set BARO_KEY_FAR or OPENAI_API_KEY',
  ],
  [
    'There is no run "x" in this repository. `baro runs` lists those there are.',
    'There is no run "x" in this repository. The Runs view lists those there are.',
  ],
  [
    'openai-compatible has no address; say --openai-base-url URL, or name one with --endpoint NAME=URL or in `baro.models.endpoints`',
    'openai-compatible has no address; set `baro.models.openaiBaseUrl`, or name one in `baro.models.endpoints` and route to openai-compatible:MODEL@NAME',
  ],
  [
    'openai-compatible:m@far names the endpoint "far", whose address is not known; say --endpoint far=URL, or add it to `baro.models.endpoints`',
    'openai-compatible:m@far names the endpoint "far", whose address is not known; add its address to `baro.models.endpoints`',
  ],
  ['set GITHUB_TOKEN or run `gh auth login`', 'set GITHUB_TOKEN or run `gh auth login`'],
])('the next step in %j is one in the editor', (said, here) => {
  expect(inEditor(said)).toBe(here);
});

test('one line stays one line, and as long as it may be', () => {
  expect(plainLine('a\n\n b\tc')).toBe('a b c');
  expect(plainLine('x'.repeat(50), 10)).toBe(`${'x'.repeat(9)}…`);
  expect(goalTitle('\n## Add bookings\n\nmore')).toBe('Add bookings');
});

test('a file of an attempt has an address that says all of it', () => {
  const file = {
    runId: 'r1',
    commit: 'c'.repeat(40),
    path: 'src/ä b/#1?.ts',
    storyId: 'a-story',
    attempt: 2,
    side: 'base',
  } as const;
  expect(readUri(writeUri(file))).toEqual(file);
  const inFolder = { ...file, folder: '/home/me/ö & b' };
  expect(readUri(writeUri(inFolder))).toEqual(inFolder);
  expect(readUri({ authority: 'report', path: '/x.md', query: '' })).toBeUndefined();
  expect(readUri({ authority: 'file', path: '/x', query: 'runId=1' })).toBeUndefined();
});

test('a key is given to the server it was entered for, and to no other', () => {
  const sealed = sealKey('sk-1', 'https://api.openai.com/v1');
  expect(openKey(sealed, 'https://api.openai.com')).toEqual({ key: 'sk-1' });
  expect(openKey(sealed, 'https://evil.test/v1')).toEqual({ enteredFor: 'https://api.openai.com' });
  expect(openKey('not json', 'https://api.openai.com')).toBeUndefined();
});

test('a key that a server would not be given is not said to be stored for it', () => {
  const sealed = sealKey('sk-1', 'https://api.openai.com');
  const standing = (server: string, inEnvironment = false) =>
    keyStanding('OPENAI_API_KEY', sealed, server, inEnvironment);
  expect(standing('https://api.openai.com/v1')).toBe('stored');
  expect(standing('https://proxy.test')).toBe(
    'the stored one is not used: it was entered for https://api.openai.com, not for https://proxy.test; not set',
  );
  expect(standing('https://proxy.test', true)).toContain('taken from the environment (OPENAI_API_KEY)');
  expect(keyStanding('OPENAI_API_KEY', undefined, 'https://api.openai.com', false)).toBe('not set');
});

test('a run says where it stands in a word', () => {
  const run = inMemoryRun('r');
  expect([runState(run.view), planWaits(run.view)]).toEqual(['planning', undefined]);
  run.publish(...planOf({ a: [] }));
  expect([runState(run.view), planWaits(run.view)]).toEqual(['needs approval', 1]);
  run.publish({ type: 'revision.requested', version: 1, text: 'smaller' });
  expect([runState(run.view), planWaits(run.view)]).toEqual(['planning', undefined]);
  run.publish(...planOf({ a: [], b: [] }, 2));
  expect(planWaits(run.view)).toBe(2);
  run.publish({ type: 'plan.approved', version: 2 });
  expect(runState(run.view)).toBe('running');
  run.publish({ type: 'run.paused', reason: 'asked' });
  expect(runState(run.view)).toBe('paused');
  run.publish({ type: 'run.stopped' });
  expect(runState(run.view)).toBe('stopped');
});

test('a run that nobody works on is called interrupted wherever its state is said', () => {
  const run = inMemoryRun('r', 'Book tables');
  run.publish(...planOf({ a: [] }), { type: 'plan.approved', version: 1 });
  const left = { view: run.view, idle: true };
  expect(stateOf(left)).toBe('interrupted');
  expect(statusText(left).tooltip).toContain('Baro: interrupted');
  expect(statusText(left).text).not.toContain('spin');
  expect(statusMarkdown(left)).toContain('interrupted');
  run.publish({ type: 'run.stopped' });
  expect(stateOf({ view: run.view, idle: true })).toBe('stopped');
});

test.each<[string, RunEvent[]]>([
  ['planning', []],
  ['needs approval', planOf({ a: [] })],
  ['running', [...planOf({ a: [] }), { type: 'plan.approved', version: 1 }]],
  ['paused', [...planOf({ a: [] }), { type: 'plan.approved', version: 1 }, { type: 'run.paused' }]],
  ['out of budget', [{ type: 'budget.reached', kind: 'usd', spent: 5, limit: 5 }]],
  ['stopped', [{ type: 'run.stopped' }]],
  ['partly done', [{ type: 'run.completed', outcome: 'partial', integrated: 1, failed: 1 }]],
])('the dashboard and the editor around it call a run %s at the same time', (word, events) => {
  const run = inMemoryRun('r');
  run.publish(...events);
  const spoken = [
    standing(run.view, false).word.toLowerCase(),
    stateOf(run),
    statusText(run).tooltip,
    statusMarkdown(run),
  ];
  for (const text of spoken) expect(text).toContain(word);
  const left = { view: run.view, idle: true };
  expect(standing(run.view, true).word.toLowerCase()).toBe(stateOf(left));
});

test('the status bar says how much waits for a person in other runs', () => {
  const run = inMemoryRun('run-1', 'Book tables');
  expect(statusText(run, 2).text).toBe('$(loading~spin) planning · $(bell-dot) 2');
  expect(statusText(run, 2).tooltip).toMatch(/\nIn other runs 2 things wait for you$/);
  expect(statusText(run, 1).tooltip).toContain('1 thing waits');
});

test('the status bar counts stories and money', () => {
  const run = inMemoryRun('r', 'Book tables');
  expect(statusText(run).text).toBe('$(loading~spin) planning');
  run.publish(...planOf({ a: [], b: [] }), { type: 'plan.approved', version: 1 });
  const used = (id: string, usd: number | null): RunEvent => ({
    type: 'usage.recorded',
    phase: 'planner',
    id,
    route: { backend: 'openai' },
    model: 'm',
    tokens: null,
    usd,
    ...(usd === null ? { atMostUsd: 5 } : {}),
    billing: 'billed',
    requests: 1,
    ms: 5,
    firstTokenMs: null,
  });
  run.publish(used('u', 0.12));
  expect(statusText(run).text).toBe('$(loading~spin) 0/2 · $0.12');
  expect(statusText(run).tooltip).toContain('Book tables');
  run.publish(used('v', null));
  expect(statusText(run).text).toBe('$(loading~spin) 0/2 · $0.12 + ?');
  expect(statusText(run).tooltip).toContain('$0.12 · 1 request of unknown cost');
});

test('a status holds no Markdown of a model', () => {
  const run = inMemoryRun('r', '![x](https://evil.test/pixel) [click](command:rm)');
  run.publish(...planOf({ a: [] }));
  const text = statusMarkdown(run);
  expect(text).not.toMatch(/(?<!\\)\[|!\[/);
  expect(text).toContain('The plan waits for approval. Its stories:');
});
