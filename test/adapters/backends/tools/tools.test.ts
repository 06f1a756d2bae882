import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { editFile } from '../../../../src/adapters/backends/tools/edit-file.ts';
import { listFiles } from '../../../../src/adapters/backends/tools/list-files.ts';
import { readFiles } from '../../../../src/adapters/backends/tools/read-files.ts';
import { runCommand } from '../../../../src/adapters/backends/tools/run-command.ts';
import { search } from '../../../../src/adapters/backends/tools/search.ts';
import { runCommand as inGroup } from '../../../../src/adapters/processes.ts';
import { twoFolders, use } from './place.ts';

let folder: string;
let outside: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ folder, outside, remove } = await twoFolders());
  await mkdir(join(folder, 'src'), { recursive: true });
  await mkdir(outside);
});
afterEach(() => remove());

const write = (path: string, text: string | Buffer) => writeFile(join(folder, path), text);
const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'pipe' });

describe('read_files', () => {
  it('shows several files and ranges of lines in one call', async () => {
    await write('a.txt', 'one\ntwo\nthree\n');
    await write('b.txt', 'b');
    const { ok, text } = await use(
      readFiles,
      { files: [{ path: 'a.txt', from: 2, to: 3 }, { path: 'b.txt' }, { path: 'c.txt' }] },
      folder,
    );
    expect(ok).toBe(true);
    expect(text).toBe(
      '== a.txt (lines 2–3 of 4)\ntwo\nthree\n== b.txt (lines 1–1 of 1)\nb\n== c.txt: c.txt does not exist',
    );
  });

  it('is bounded, says so, and shows no binary', async () => {
    await write('long.txt', 'x'.repeat(3_000_000));
    await write('image.png', Buffer.from([0x89, 0, 1, 2]));
    const { text, digest } = await use(
      readFiles,
      { files: [{ path: 'long.txt' }, { path: 'image.png' }] },
      folder,
    );
    expect(text.length).toBeLessThan(61_000);
    expect(text).toContain('== long.txt (lines 1–1 of 1, its first 60000 characters; only its first 2 MB');
    expect(text).toContain('image.png: binary, 4 bytes');
    expect(digest?.length).toBeLessThanOrEqual(600);
  });

  it('ends with a whole line, and says where to go on', async () => {
    const lines = Array.from({ length: 5000 }, (_, at) => `${at + 1}:`.padEnd(40, 'x'));
    await write('long.txt', lines.join('\n'));
    const answers = async (part: object) =>
      (await use(readFiles, { files: [{ path: 'long.txt', ...part }] }, folder)).text.split('\n');
    const [header, ...shown] = await answers({});
    expect(header).toBe('== long.txt (lines 1–1463 of 5000; go on from 1464)');
    expect(shown).toEqual(lines.slice(0, 1463));
    expect((await answers({ from: 4000 }))[0]).toBe('== long.txt (lines 4000–5000 of 5000)');
    expect(await answers({ from: 6000 })).toEqual([
      '== long.txt (nothing from 6000 to its end: it has 5000 lines)',
    ]);
  });

  it('says of which files nothing fits, and shows those when they are asked for alone', async () => {
    await write('one.txt', `${'x'.repeat(50_000)}\n`);
    await write('two.txt', `${'y'.repeat(50_000)}\n`);
    const { text, digest } = await use(
      readFiles,
      { files: [{ path: 'one.txt' }, { path: 'two.txt' }] },
      folder,
    );
    expect(text).toMatch(/\n== two\.txt \(nothing of it fits in here: ask for it alone\)$/);
    expect(digest).toBe('one.txt (2 lines)');
    const alone = await use(readFiles, { files: [{ path: 'two.txt' }] }, folder);
    expect(alone.text).toMatch(/^== two\.txt \(lines 1–2 of 2\)\ny+\n$/);
  });

  it('shows nothing that means something to a terminal', async () => {
    await write('evil.txt', 'a\x1b]52;c;ZXZpbA==\x07b\x1b[31mc\u202ed\x9b1me');
    const { text } = await use(readFiles, { files: [{ path: 'evil.txt' }] }, folder);
    expect(text.split('\n')[1]).toMatch(/^abcd.{0,3}me$/);
  });

  it.each([
    [
      'a.ts',
      'export const a = 1;\nexport async function b() {}\nfunction c() {}\n  const inner = 2;\n',
      'a, b, c',
    ],
    ['a.py', 'class A:\n    def b(self):\n        pass\ndef c(): pass\n', 'A, b, c'],
    ['a.go', 'func (s *S) Close() {}\nfunc New() {}\n', 'Close, New'],
    ['a.rs', 'pub fn a() {}\nstruct B;\n', 'a, B'],
  ])('tells others what %s defines, by name', async (path, text, names) => {
    await write(path, text);
    const { digest } = await use(readFiles, { files: [{ path }] }, folder);
    expect(digest).toBe(`${path} (${text.split('\n').length} lines): ${names}`);
  });
});

describe('edit_file', () => {
  it('spoils no file that is not UTF-8, and keeps a byte order mark', async () => {
    const latin = Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a, 0x6f, 0x6e, 0x65, 0x0a]);
    await write('latin.txt', latin);
    await write('marked.txt', '\ufeffone\n');
    const edits = [{ old: 'one', new: 'two' }];
    expect(await use(editFile, { path: 'latin.txt', edits }, folder)).toMatchObject({
      ...{ ok: false, text: expect.stringContaining('it is not UTF-8') },
    });
    expect(await readFile(join(folder, 'latin.txt'))).toEqual(latin);
    await use(editFile, { path: 'marked.txt', edits }, folder);
    expect(await readFile(join(folder, 'marked.txt'), 'utf8')).toBe('\ufefftwo\n');
  });

  it('makes all edits, in order', async () => {
    await write('a.txt', 'one two two');
    const edits = [
      { old: 'one', new: 'two' },
      { old: 'two', new: 'three', all: true },
    ];
    expect(await use(editFile, { path: 'a.txt', edits }, folder)).toMatchObject({ ok: true });
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('three three three');
  });

  it.each([
    ['is not there', [{ old: 'six', new: '' }], 'not in the file'],
    ['is there twice', [{ old: 'two', new: '' }], '2 times'],
    [
      'is not there after the edit before it',
      [
        { old: 'one', new: 'x' },
        { old: 'one', new: 'y' },
      ],
      'edit 2',
    ],
  ])('makes none when a text %s', async (_, edits, reason) => {
    await write('a.txt', 'one two two');
    const used = await use(editFile, { path: 'a.txt', edits }, folder);
    expect(used).toMatchObject({ ok: false, text: expect.stringContaining(reason) });
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('one two two');
  });

  it('takes what it replaces literally, and keeps the line ends of the file', async () => {
    await write('a.txt', 'one\r\ntwo\r\n');
    await use(editFile, { path: 'a.txt', edits: [{ old: 'one\ntwo', new: "$& $1 $'\nzwei" }] }, folder);
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe("$& $1 $'\r\nzwei\r\n");
  });

  it('finds what it is shown in a file of mixed line ends, and mixes them no further', async () => {
    await write('a.txt', 'one\ntwo\nthree\r\nfour\r\n');
    const edits = [
      { old: 'one\ntwo', new: 'uno\ndue' },
      { old: 'three\nfour', new: 'tre\nquattro' },
    ];
    expect(await use(editFile, { path: 'a.txt', edits }, folder)).toMatchObject({ ok: true });
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('uno\ndue\ntre\r\nquattro\r\n');
  });
});

describe.each(['a worktree', 'a plain folder'])('in %s', (kind) => {
  beforeEach(async () => {
    await write('src/a.ts', 'const gold = 1;\nconst silver = 2; // gold\n');
    await write('src/b.md', 'GOLD\n');
    await write('-n', 'gold\n');
    await write('ignored.log', 'gold\n');
    await write('.gitignore', '*.log\n');
    await writeFile(join(outside, 'secret.txt'), 'gold\n');
    if (kind === 'a worktree') {
      git('init', '-q');
      git('add', 'src/a.ts');
    }
  });

  it('search finds lines, and tells others only where', async () => {
    const { text, digest } = await use(search, { pattern: 'go[l]d' }, folder);
    expect(text.split('\n').toSorted()).toEqual([
      '-n:1:gold',
      'src/a.ts:1:const gold = 1;',
      'src/a.ts:2:const silver = 2; // gold',
    ]);
    expect(digest).toBe('-n:1 src/a.ts:1,2');
  });

  it('search narrows to a path, a glob, a literal, and either case', async () => {
    const lines = async (args: object) => (await use(search, args, folder)).text.split('\n').toSorted();
    expect(await lines({ pattern: 'gold', ignoreCase: true, path: 'src', glob: '*.md' })).toEqual([
      'src/b.md:1:GOLD',
    ]);
    expect(await lines({ pattern: '1;', literal: true })).toEqual(['src/a.ts:1:const gold = 1;']);
    expect(await lines({ pattern: 'gold', glob: '*.ts' })).toHaveLength(2);
    expect(await lines({ pattern: 'platinum' })).toEqual(['nothing matches']);
  });

  it('search takes the patterns and globs that models write', async () => {
    const lines = async (args: object) => (await use(search, args, folder)).text.split('\n').toSorted();
    const one = 'src/a.ts:1:const gold = 1;';
    expect(await lines({ pattern: '\\bgold\\s=\\s\\d+(?=;)' })).toEqual([one]);
    expect(await lines({ pattern: '= 1', glob: '*.{ts,tsx}' })).toEqual([one]);
    expect(await lines({ pattern: '= 1', glob: '{src/*.{js,ts},x}' })).toEqual([one]);
    expect(await lines({ pattern: '= 1', glob: './src/*.ts' })).toEqual([one]);
    await mkdir(join(folder, 'app/[id]'), { recursive: true });
    await write('app/[id]/page.ts', 'gold\n');
    expect(await lines({ pattern: 'gold', path: 'app/[id]', glob: '*.ts' })).toEqual([
      'app/[id]/page.ts:1:gold',
    ]);
  });

  it('search understands such a pattern too where git was built without Perl’s', async () => {
    const program = `#!/bin/sh\ncase " $* " in *" -P "*) echo "fatal: cannot use Perl-compatible regexes when not compiled with USE_LIBPCRE" >&2; exit 128;; esac\nPATH=\${PATH#*:} exec git "$@"\n`;
    await writeFile(join(outside, 'git'), program, { mode: 0o755 });
    const { PATH } = process.env;
    process.env['PATH'] = `${outside}:${PATH}`;
    try {
      for (const pattern of ['(?:gold)\\s=\\s[\\d]+;$', 'g\\w+\\W=\\D\\d;', '[^\\W]+ = 1\\;'])
        expect((await use(search, { pattern }, folder)).text).toBe('src/a.ts:1:const gold = 1;');
    } finally {
      process.env['PATH'] = PATH;
    }
  });

  it('search refuses what is outside, and says what is wrong with a pattern', async () => {
    expect(await use(search, { pattern: 'gold', path: '../tree-evil' }, folder)).toMatchObject({ ok: false });
    for (const glob of [
      '!../*',
      '!/tmp',
      'src,../*',
      '../../tree-evil/*',
      '../*',
      '/tmp/**',
      ':(top)*',
      '{.,x}{.,y}/tree-evil/*',
    ])
      expect(await use(search, { pattern: 'gold', glob }, folder)).toMatchObject({ ok: false });
    await symlink(join(outside, 'secret.txt'), join(folder, 'link.txt'));
    expect(await use(search, { pattern: 'gold', path: 'link.txt' }, folder)).toMatchObject({ ok: false });
    expect((await use(search, { pattern: 'gold' }, folder)).text).not.toMatch(/link|secret/);
    expect(await use(search, { pattern: '(' }, folder)).toMatchObject({ ok: false });
    expect(await use(search, { pattern: '--help' }, folder)).toMatchObject({ text: 'nothing matches' });
  });

  it('search is bounded', async () => {
    for (let at = 0; at < 30; at++) await write(`src/${at}.txt`, 'gold\n'.repeat(100));
    const { text } = await use(search, { pattern: 'gold' }, folder);
    expect(text.split('\n').length).toBeLessThanOrEqual(201);
    expect(text).toContain('there is more');
  });

  it('search says in which file there is more than it shows, and shows more of a file that is searched alone', async () => {
    await write('src/many.txt', 'silver\n'.repeat(50));
    await write('src/twenty.txt', 'silver\n'.repeat(20));
    const lines = async (args: object) => (await use(search, args, folder)).text.split('\n');
    const found = await lines({ pattern: 'silver', glob: '*.txt' });
    expect(found.filter((line) => line.startsWith('src/many.txt:'))).toHaveLength(20);
    expect(found.filter((line) => line.startsWith('['))).toEqual([
      '[… more in src/many.txt: search it alone]',
    ]);
    expect(await lines({ pattern: 'silver', path: 'src/many.txt' })).toHaveLength(50);
  });

  it.each([
    ['src', ['src/a.ts', 'src/b.md']],
    ['src/', ['src/a.ts', 'src/b.md']],
    ['!src', ['-n']],
    ['!src/**', ['-n']],
    ['!*.{md,js}', ['-n', 'src/a.ts']],
    ['*.ts,*.md', ['src/a.ts', 'src/b.md']],
    ['src/**, !*.md', ['src/a.ts']],
  ])('search looks where %j says', async (glob, files) => {
    const { text } = await use(search, { pattern: 'gold', ignoreCase: true, glob }, folder);
    const found = text.split('\n').map((line) => line.split(':')[0]);
    expect([...new Set(found)].toSorted()).toEqual(files);
  });

  it('search looks below a folder but for what is left out, and into a file whatever the glob says', async () => {
    const lines = async (args: object) => (await use(search, args, folder)).text.split('\n');
    const gold = { pattern: 'gold', ignoreCase: true };
    expect(await lines({ ...gold, path: 'src', glob: '!*.ts' })).toEqual(['src/b.md:1:GOLD']);
    expect(await lines({ ...gold, path: 'src/b.md', glob: '*.ts' })).toEqual(['src/b.md:1:GOLD']);
  });

  it('list_files lists what there is, or what there is below a folder', async () => {
    const below = await use(listFiles, { path: 'src' }, folder);
    expect(below.text).toBe('src/a.ts\nsrc/b.md');
    expect((await use(listFiles, {}, folder)).text.split('\n')).toContain('-n');
    expect(await use(listFiles, { path: '..' }, folder)).toMatchObject({ ok: false });
  });
});

it('list_files leaves out what was deleted since it was committed', async () => {
  git('init', '-q');
  await write('gone.txt', '');
  await write('kept.txt', '');
  git('add', '.');
  await rm(join(folder, 'gone.txt'));
  expect((await use(listFiles, {}, folder)).text).toBe('kept.txt');
});

it('reading runs nothing that the repository asks git to run', async () => {
  const marker = join(outside, 'ran');
  git('init', '-q');
  await write('a.txt', 'gold\n');
  await write('.gitattributes', '* diff=evil filter=evil\n');
  for (const setting of [
    'core.fsmonitor',
    'diff.evil.textconv',
    'filter.evil.clean',
    'filter.evil.smudge',
    'core.pager',
  ])
    git('config', setting, `touch ${marker}`);
  expect(await use(search, { pattern: 'gold' }, folder)).toMatchObject({ text: 'a.txt:1:gold' });
  expect(await use(listFiles, {}, folder)).toMatchObject({ ok: true });
  await expect(readFile(marker)).rejects.toThrow();
});

it('run_command says how it ended and shows both ends of a long output', async () => {
  const { ok, text } = await use(
    runCommand,
    { command: 'seq 1 9000; printf "\\033[31mred"; exit 4' },
    folder,
  );
  expect(ok).toBe(false);
  expect(text).toMatch(/^exit code 4\n1\n2\n/);
  expect(text).toMatch(/characters left out[\s\S]*9000\nred$/);
  expect(text.length).toBeLessThan(17_000);
});

it.each([
  ['of which the middle was kept by nobody', 200_000],
  ['a little longer than its tail', 13_000],
])('run_command shows the first line of an output %s, and counts what it leaves out', async (_, last) => {
  const command = `echo FIRST ERROR; seq 1 ${last}`;
  const { text } = await use(runCommand, { command }, folder, { runCommand: inGroup });
  const [, first = '', left = '', end = ''] =
    /^exit code 0\n([\s\S]*)\n\[… (\d+) characters left out …\]\n([\s\S]*)$/.exec(text) ?? [];
  expect(first).toMatch(/^FIRST ERROR\n1\n2\n/);
  expect(end).toMatch(new RegExp(`\n${last}$`));
  const numbers = Array.from({ length: last }, (_, at) => `${at + 1}\n`).join('');
  expect(first.length + Number(left) + `${end}\n`.length).toBe(`FIRST ERROR\n${numbers}`.length);
});
