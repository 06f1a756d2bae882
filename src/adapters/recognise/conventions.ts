/** Who says how things are done, the most binding first. */
const DOCUMENTS: readonly RegExp[] = [
  /(^|\/)(AGENTS|CLAUDE|GEMINI)\.md$/,
  /^\.github\/copilot-instructions\.md$|^\.github\/instructions\/.+\.md$|^\.cursorrules$|^\.cursor\/rules\/|^\.windsurfrules$/,
  /(^|\/)CONTRIBUTING(\.(md|rst|txt|adoc))?$/i,
  /(^|\/)(ARCHITECTURE|DESIGN|STYLE|STYLE-?GUIDE|CODE_?STYLE|CONVENTIONS|CODING[-_]?(STANDARDS|STYLE|GUIDELINES)|DEVELOPMENT|HACKING)\.(md|rst|txt|adoc)$/i,
  /(^|\/)(adrs?|decisions|architecture-decisions)\/[^/]+\.(md|rst|adoc)$/i,
  /^README(\.(md|rst|txt|adoc))?$/i,
  /^\.editorconfig$/,
  /^(biome\.jsonc?|\.prettierrc(\..+)?|prettier\.config\..+|\.eslintrc(\..+)?|eslint\.config\..+|\.oxlintrc\.json)$/,
  /^(\.?ruff\.toml|\.flake8|\.pylintrc|\.?rustfmt\.toml|\.?clippy\.toml|\.golangci\..+|\.rubocop\.yml|checkstyle\.xml|\.clang-format)$/,
];
const MOST = 40;

/** The documents and settings that say how things are done here, most binding first, nearest the root first. */
export function conventions(files: readonly string[]): string[] {
  const depth = (path: string) => path.split('/').length;
  return files
    .map((path) => ({ path, rank: DOCUMENTS.findIndex((pattern) => pattern.test(path)) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank || depth(a.path) - depth(b.path) || (a.path < b.path ? -1 : 1))
    .slice(0, MOST)
    .map(({ path }) => path);
}
