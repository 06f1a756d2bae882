import { stat } from 'node:fs/promises';
import * as z from 'zod';
import { clip } from '../../../model/size.ts';
import { readable } from './contained.ts';
import { gitIn, isWorktree } from './git.ts';
import { alternatives, escaped, pathspecs, posix } from './patterns.ts';
import { printable } from './text.ts';
import { tool } from './tool.ts';

const MOST_LINES = 200;
/** How many of them may be of one file, where others are searched too. */
const MOST_OF_ONE = 20;
/** What a git says that was built without Perl's expressions. */
const WITHOUT_PERLS = /Perl-compatible regexes when not compiled/;

export const search = tool({
  name: 'search',
  description:
    'Finds the lines that match a Perl-compatible regular expression, in all files that git does not ignore.',
  kind: 'search',
  input: z.object({
    pattern: z.string().min(1),
    literal: z.boolean().optional().describe('the pattern is plain text'),
    ignoreCase: z.boolean().optional(),
    path: z.string().optional().describe('a file or folder to look in'),
    glob: z.string().optional().describe('such as *.{ts,tsx}, src/ or !*.test.ts'),
  }),
  target: ({ pattern, path, glob }) => [pattern, path, glob].filter(Boolean).join(' in '),
  writes: () => 'nothing',
  async run({ pattern, literal, ignoreCase, path, glob }, { folder, abort }) {
    const isFile = path !== undefined && (await stat(await readable(folder, path))).isFile();
    const globs = glob && !isFile ? alternatives(glob) : [];
    if (globs.some((one) => /(^!?|\/)\.\.(\/|$)|^!?[/:]/.test(one)))
      return { ok: false, text: `${glob} leads out of the folder` };
    const within = path ? `${escaped(path)}/` : '';
    const isAll = globs.every((one) => one.startsWith('!'));
    const where = [
      ...(path && isAll ? [`:(literal)${path}`] : []),
      ...globs.flatMap((one) => pathspecs(one, within)),
    ];
    const most = isFile ? MOST_LINES : MOST_OF_ONE;
    const scope = (await isWorktree(folder)) ? ['--untracked'] : ['--no-index'];
    const grep = (how: '-F' | '-P' | '-E', wanted: string) =>
      gitIn(
        folder,
        [
          ...['grep', '-n', '-I', '--no-color', '--no-textconv', '--no-recurse-submodules'],
          ...[`--max-count=${most + 1}`, '--exclude-standard', ...scope, how, ...(ignoreCase ? ['-i'] : [])],
          ...['-e', wanted, '--', ...where],
        ],
        abort,
      );
    const perls = await grep(literal ? '-F' : '-P', pattern);
    const answer = WITHOUT_PERLS.test(perls.stderr) ? await grep('-E', posix(pattern)) : perls;
    const { code, stdout, stderr, cut, timedOut } = answer;
    if (code === 1) return { ok: true, text: 'nothing matches', digest: 'nothing' };
    if (timedOut) return { ok: false, text: 'it took too long; make the pattern simpler' };
    if (code !== 0 && !cut) return { ok: false, text: printable(clip(stderr, 400)) };
    const lines = printable(stdout.toString()).split('\n').filter(Boolean);
    const found = shownOf(lines, most);
    const shown = found.slice(0, MOST_LINES);
    const more = found.length > MOST_LINES || cut ? ['[… there is more: narrow the search]'] : [];
    return { ok: true, text: [...shown, ...more].join('\n'), digest: places(lines) };
  },
});

/** At most so many lines of each file, with a word where there are more. */
function shownOf(lines: readonly string[], most: number): readonly string[] {
  const ofFile = new Map<string, number>();
  return lines.map((line) => {
    const { file } = placeOf(line);
    const times = (ofFile.get(file) ?? 0) + 1;
    ofFile.set(file, times);
    return times > most ? `[… more in ${file}: search it alone]` : clip(line, 300);
  });
}

/** Where it matched: files and line numbers, none of the lines. */
function places(lines: readonly string[]): string {
  const byFile = new Map<string, string[]>();
  for (const line of lines) {
    const { file, number } = placeOf(line);
    byFile.set(file, [...(byFile.get(file) ?? []), number]);
  }
  return clip(
    [...byFile].map(([file, numbers]) => `${file}:${numbers.slice(0, 5).join(',')}`).join(' '),
    600,
  );
}

function placeOf(line: string) {
  const [, file = '', number = ''] = /^(.*?):(\d+):/.exec(line) ?? [];
  return { file, number };
}
