const MOST_ALTERNATIVES = 100;

/** The globs that one with alternatives (`*.{ts,tsx}`) stands for: git's own know none. */
export function alternatives(glob: string): readonly string[] {
  let globs = [glob];
  while (globs.some((one) => INNERMOST.test(one))) {
    globs = globs.flatMap((one) => {
      const [, before = one, inner = '', after = ''] = INNERMOST.exec(one) ?? [];
      return inner.split(',').map((choice) => before + choice + after);
    });
    if (globs.length > MOST_ALTERNATIVES) throw new Error(`${glob} has too many alternatives`);
  }
  return globs;
}

const INNERMOST = /^(.*)\{([^{}]*)\}(.*)$/s;

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
