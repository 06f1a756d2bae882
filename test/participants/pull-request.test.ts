import { expect, test } from 'vitest';
import type { StoryBrief } from '../../src/model/plan.ts';
import { isAllGreen, pullRequestBody } from '../../src/participants/pull-request.ts';
import { brief, plan } from '../support/scenario.ts';
import { integrated, underWay, viewAfter } from '../support/told.ts';

/** The text about a run of one story, which is integrated. */
function bodyOf(story: Partial<StoryBrief>, summary = 'what was done'): Promise<string> {
  const view = viewAfter(...underWay(plan([brief('a', story)], { summary })), ...integrated('a'));
  return pullRequestBody(view, view.at, () => undefined);
}

test.each([
  ['a fence that swallows the rest', '~~~ text', '\\~\\~\\~ text'],
  ['a quote that looks like a notice', '> [!NOTE] all is well', '&gt; \\[!NOTE\\] all is well'],
  ['markup', '<img src=x onerror=y> <!-- ', '&lt;img src=x onerror=y&gt; &lt;!-- '],
  ['an image', '![x](https://evil.test/pixel)', '!\\[x\\](https:\u200b//evil.test/pixel)'],
  ['an address without a scheme', 'see www.evil.test', 'see www\u200b.evil.test'],
  ['another scheme', 'vscode://evil', 'vscode:\u200b//evil'],
  ['a mention', '@everyone', '@\u200beveryone'],
  ['an issue that it would close', 'Fixes #1, closes GH-2', 'Fixes \\#1, closes GH-\u200b2'],
  ['letters turned around', 'abc\u202edef\u001b[31m', 'abc def \\[31m'],
  ['a heading', '# All green\n\n## Verified', '\\# All green \\#\\# Verified'],
])('%s is text and nothing else', async (_, summary, shown) => {
  const body = await bodyOf({}, summary);
  expect(body.split('\n')[0]).toBe(shown);
});

test('what stands in a code span cannot leave it, and reads as it was typed', async () => {
  const route = { backend: 'openai', model: 'm_1`</td><img src=x>` | x' } as const;
  const view = viewAfter(
    ...underWay(plan([brief('a', { route })])),
    ...integrated('a').map((event) => ('route' in event ? { ...event, route } : event)),
  );
  expect(await pullRequestBody(view, view.at, () => undefined)).toContain(
    "| `openai:m_1'</td><img src=x>' \\| x` |",
  );
});

test('a first commit that no story made is pointed out', async () => {
  const from = (head?: string) => {
    const [first, ...rest] = underWay(plan([brief('a')]));
    if (first?.type !== 'run.requested') throw new Error('the run was not requested');
    const view = viewAfter({ ...first, base: { ...first.base, head } }, ...rest, ...integrated('a'));
    return pullRequestBody(view, view.at, () => undefined);
  };
  expect(await from('1'.repeat(40))).toContain('The first commit of the branch holds what was not committed');
  expect(await from()).not.toContain('first commit');
});

test('files of which the plan says nothing are to be looked at first', async () => {
  expect(await bodyOf({ touches: ['src/**'] })).toContain(
    'it changes `a.txt`, of which the plan says nothing',
  );
  expect(await bodyOf({ touches: ['*.txt'] })).not.toContain('of which the plan says nothing');
  expect(await bodyOf({ touches: [] })).not.toContain('of which the plan says nothing');
});

test('tests that were red before and cannot be compared make it a draft, and are named', async () => {
  const evidence = {
    ...{ command: 'make test', exitCode: 2, commit: '1'.repeat(40), ms: 1, tail: '', redBefore: true },
  };
  const after = (incomparable?: true) =>
    viewAfter(...underWay(plan([brief('a')])), ...integrated('a'), {
      ...{ type: 'run.verified', ok: true, commit: '1'.repeat(40) },
      evidence: [{ ...evidence, ...(incomparable ? { incomparable } : {}) }],
    });
  expect([isAllGreen(after()), isAllGreen(after(true))]).toEqual([true, false]);
  expect(await pullRequestBody(after(true), after().at, () => undefined)).toContain(
    '> - `make test` was red before this run, and whether it is worse now cannot be told.',
  );
});

test('what the base has got meanwhile is said where it is to be merged', async () => {
  const since = (commits: number, conflicts: string[]) => {
    const moved = { type: 'base.moved', commit: '1'.repeat(40), commits, conflicts } as const;
    const view = viewAfter(...underWay(plan([brief('a')])), ...integrated('a'), moved);
    return pullRequestBody(view, view.at, () => undefined);
  };
  expect(await since(1, [])).toContain(
    'Since the run began, `main` has got 1 commit that the branch does not hold. Merged in, nothing conflicts. Nothing was verified together with it.',
  );
  expect(await since(2, ['a.ts', 'b`.ts'])).toContain(
    "Merged in, they conflict with it in `a.ts`, `b'.ts`. Nothing was verified together with them.",
  );
});
