import picomatch from 'picomatch';

/** The folders with such a manifest that a workspace's member patterns (`packages/*`, `!packages/old`) name. */
export function members(files: readonly string[], patterns: readonly string[], manifest: string): string[] {
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!')).map(trimmed);
  const unwanted = patterns.filter((pattern) => pattern.startsWith('!')).map((p) => trimmed(p.slice(1)));
  if (wanted.length === 0) return [];
  const matches = picomatch(wanted, { ignore: [...unwanted, '**/node_modules/**'] });
  return files
    .filter((path) => path.endsWith(`/${manifest}`))
    .map((path) => path.slice(0, -manifest.length - 1))
    .filter((folder) => matches(folder))
    .sort();
}

const trimmed = (pattern: string) => pattern.replace(/^\.\//, '').replace(/\/+$/, '');

/** The strings of a TOML array `key = [ … ]` inside a `[section]`, without those inside its tables. */
export function tomlStrings(toml: string, section: string, key: string): string[] {
  const body = tomlSection(toml, section);
  const list =
    body &&
    new RegExp(`^\\s*${key}\\s*=\\s*\\[((?:"[^"\\n]*"|'[^'\\n]*'|#.*|[^\\]"'#])*)\\]`, 'm').exec(body)?.[1];
  return list ? quoted(list.replace(/#.*$/gm, '').replace(/\{[^}]*\}/g, '')) : [];
}

/** Whether a TOML text has this section or one below it. */
export const hasTomlSection = (toml: string, section: string) =>
  new RegExp(`^\\s*\\[+\\s*${escaped(section)}\\s*[\\].]`, 'm').test(toml);

/** Every quoted string of a text, in order. */
export const quoted = (text: string) =>
  [...text.matchAll(/"([^"]+)"|'([^']+)'/g)].map((match) => match[1] ?? match[2] ?? '');

function tomlSection(toml: string, section: string): string | undefined {
  const start = new RegExp(`^\\s*\\[\\s*${escaped(section)}\\s*\\][^\\n]*\\n`, 'm').exec(toml);
  if (!start) return undefined;
  const rest = toml.slice(start.index + start[0].length);
  const end = /^\s*\[[^\]\n"']+\]\s*(#.*)?$/m.exec(rest);
  return end ? rest.slice(0, end.index) : rest;
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
