import { expect, test } from 'vitest';
import { aboutOf } from '../../../src/vscode/commands/about.ts';
import { SCHEME } from '../../../src/vscode/contributions.ts';
import { writeUri } from '../../../src/vscode/file-uri.ts';

const about = { folder: '/r', runId: 'run-1', storyId: 'shelves', attempt: 2 };

test('a command is about what the row, the button or the notification says', () => {
  expect(aboutOf({ id: 'shelves', label: 'Shelves', icon: 'beaker', kind: 'story', about })).toEqual(about);
  expect(aboutOf(about)).toEqual(about);
  expect(aboutOf(undefined)).toEqual({});
});

test('a command in the title of a diff is about the attempt whose diff it is', () => {
  const file = { runId: 'run-1', storyId: 'shelves', attempt: 2, path: 'a.js', commit: 'c'.repeat(40) };
  const uri = { scheme: SCHEME, ...writeUri({ ...file, side: 'attempt' }) };
  expect(aboutOf(uri)).toMatchObject({ runId: 'run-1', storyId: 'shelves', attempt: 2 });
});

test('a file of the person says nothing about a run', () => {
  expect(aboutOf({ scheme: 'file', authority: '', path: '/r/a.js', query: '' })).toEqual({});
});
