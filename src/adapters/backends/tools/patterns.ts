const MOST_ALTERNATIVES = 100;

/** The globs that one with alternatives (`*.{ts,tsx}`) or a list (`*.ts,*.js`) stands for: git's own know neither. */
export function alternatives(glob: string): readonly string[] {
  let globs = [glob];
  while (globs.some((one) => INNERMOST.test(one))) {
    globs = globs.flatMap((one) => {
      const [, before = one, inner = '', after = ''] = INNERMOST.exec(one) ?? [];
      return inner.split(',').map((choice) => before + choice + after);
    });
    if (globs.length > MOST_ALTERNATIVES) throw new Error(`${glob} has too many alternatives`);
  }
  const listed = globs.flatMap((one) => one.split(',')).map((one) => one.trim());
  return [...new Set(listed)].filter(Boolean);
}

const INNERMOST = /^(.*)\{([^{}]*)\}(.*)$/s;

/** A glob as git's own, at any depth of a folder: one that names a folder stands for all in it, `!` for all but that. */
export function pathspecs(glob: string, within: string): readonly string[] {
  const [magic, named] = glob.startsWith('!') ? ['glob,exclude', glob.slice(1)] : ['glob', glob];
  const one = `:(${magic})${within}**/${named.replace(/\/+$/, '')}`;
  return [one, `${one}/**`];
}

/** A path as a glob that matches it alone. */
export const escaped = (path: string) => path.replace(/[\\*?[\]]/g, '\\$&');

const CLASSES: Readonly<Record<string, string>> = { d: '0-9', w: '[:alnum:]_', s: '[:space:]' };

/** One of Perl's regular expressions, as near to it as POSIX comes. */
export function posix(pattern: string): string {
  let inBrackets = false;
  return pattern.replace(/\\(.)|\(\?:|[[\]]/gs, (piece, letter: string | undefined) => {
    const set = letter && CLASSES[letter];
    if (set) return inBrackets ? set : `[${set}]`;
    const others = letter && CLASSES[letter.toLowerCase()];
    if (others && !inBrackets) return `[^${others}]`;
    if (piece === '(?:' && !inBrackets) return '(';
    if (piece === '[') inBrackets = true;
    if (piece === ']') inBrackets = false;
    return piece;
  });
}
