import { common, createLowlight } from 'lowlight';
import type { DiffLine } from './diff-lines.ts';

/** A piece of a line and the class of its colour. */
export type Token = { readonly text: string; readonly kind: string };

const lowlight = createLowlight(common);

const LANGUAGES: Readonly<Record<string, string>> = {
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  tsx: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  svelte: 'xml',
  vue: 'xml',
  html: 'xml',
  yml: 'yaml',
  jsonc: 'json',
  toml: 'ini',
  h: 'c',
  hpp: 'cpp',
  ps1: 'powershell',
};

type Tree = ReturnType<typeof lowlight.highlight>;
type Child = Tree['children'][number];

/** The coloured pieces of each line of a diff; the old and the new side are read as one text each. */
export function tokensOf(
  path: string,
  lines: readonly DiffLine[],
): readonly (readonly Token[])[] | undefined {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  const language = LANGUAGES[ending] ?? ending;
  if (!lowlight.registered(language)) return undefined;
  const result: (readonly Token[])[] = lines.map(({ text }) => [{ text, kind: '' }]);
  for (const side of ['removed', 'added'] as const) {
    const taken = lines.flatMap(({ kind }, index) => (kind === side || kind === 'same' ? [index] : []));
    const text = taken.map((index) => lines[index]?.text ?? '').join('\n');
    split(lowlight.highlight(language, text)).forEach((tokens, at) => {
      const index = taken[at];
      if (index !== undefined) result[index] = tokens;
    });
  }
  return result;
}

function split(tree: Tree): Token[][] {
  const lines: Token[][] = [[]];
  const walk = (node: Child, kind: string) => {
    if (node.type === 'text')
      node.value.split('\n').forEach((text, index) => {
        if (index > 0) lines.push([]);
        if (text) lines.at(-1)?.push({ text, kind });
      });
    else if (node.type === 'element') {
      const names = node.properties['className'];
      const name = Array.isArray(names) ? String(names[0]).replace('hljs-', '') : kind;
      for (const child of node.children) walk(child as Child, name);
    }
  };
  for (const child of tree.children) walk(child, '');
  return lines;
}
