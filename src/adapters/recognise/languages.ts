const BY_ENDING: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    TypeScript: 'ts tsx mts cts',
    JavaScript: 'js jsx mjs cjs',
    Svelte: 'svelte',
    Vue: 'vue',
    Python: 'py pyi',
    Go: 'go',
    Rust: 'rs',
    Java: 'java',
    Kotlin: 'kt kts',
    Scala: 'scala',
    Ruby: 'rb',
    PHP: 'php',
    'C#': 'cs',
    'F#': 'fs',
    C: 'c h',
    'C++': 'cc cpp cxx hpp hh',
    Swift: 'swift',
    Elixir: 'ex exs',
    Dart: 'dart',
    Haskell: 'hs',
    Shell: 'sh bash',
    SQL: 'sql',
    Terraform: 'tf',
    CSS: 'css scss less',
  }).flatMap(([language, endings]) => endings.split(' ').map((ending) => [ending, language])),
);
const MOST = 6;
/** A language below this share of the code is not what the repository is written in. */
const LEAST_SHARE = 0.02;

const languageOf = (path: string) => BY_ENDING[path.slice(path.lastIndexOf('.') + 1).toLowerCase()];

/** What the repository is written in, the most files first. */
export function languages(files: readonly string[]): string[] {
  const counts = new Map<string, number>();
  let total = 0;
  for (const path of files) {
    const language = languageOf(path);
    if (language === undefined) continue;
    counts.set(language, (counts.get(language) ?? 0) + 1);
    total += 1;
  }
  return [...counts]
    .filter(([, count]) => count >= total * LEAST_SHARE)
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST)
    .map(([language]) => language);
}

/** Which part of the code, from 0 to 1, is in the language of this file. */
export function shareOf(path: string, files: readonly string[]): number {
  const code = files.map(languageOf).filter((language) => language !== undefined);
  return code.filter((language) => language === languageOf(path)).length / Math.max(1, code.length);
}
