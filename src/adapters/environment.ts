/** Variables by name, as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a command needs to run at all: names of variables, never their values. */
const NEEDED = new Set([
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'TERM', 'TZ', 'LANG', 'LANGUAGE', 'TMPDIR', 'TEMP', 'TMP'],
  ...['XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'XDG_STATE_HOME', 'XDG_RUNTIME_DIR'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'FTP_PROXY'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'],
  ...['GIT_SSL_CAINFO', 'NIX_SSL_CERT_FILE'],
  // where toolchains are that somebody has put elsewhere, and how they are to work
  ...[
    'JAVA_HOME',
    'MAVEN_OPTS',
    'RUSTUP_HOME',
    'RUSTUP_TOOLCHAIN',
    'CARGO_HOME',
    'GOPATH',
    'GOROOT',
    'GOFLAGS',
  ],
  ...['GOPRIVATE', 'GOTOOLCHAIN', 'PYENV_ROOT', 'PYENV_VERSION', 'GEM_HOME', 'GEM_PATH', 'BUNDLE_PATH'],
  ...['DOTNET_ROOT', 'ANDROID_HOME', 'NVM_DIR', 'VOLTA_HOME', 'PNPM_HOME', 'COREPACK_HOME', 'FNM_DIR'],
  // Windows finds no program, profile or library without these
  ...['SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'COMSPEC', 'PATHEXT', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA'],
  ...['PROGRAMFILES', 'PROGRAMFILES(X86)', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'USERNAME'],
  ...['NUMBER_OF_PROCESSORS', 'PROCESSOR_ARCHITECTURE', 'OS'],
]);

/**
 * The environment of a child process: an allow-list of `base`, so that no key reaches a command that nobody gave
 * it to. `allow` names further variables (a trailing `*` stands for any ending); `extra` is set as it is.
 */
export function childEnvironment(
  base: Environment,
  {
    allow = [],
    extra = {},
  }: { readonly allow?: readonly string[]; readonly extra?: Readonly<Record<string, string>> } = {},
): Record<string, string> {
  const allowed = (name: string) =>
    NEEDED.has(name.toUpperCase()) ||
    name.startsWith('LC_') ||
    allow.some((entry) => (entry.endsWith('*') ? name.startsWith(entry.slice(0, -1)) : name === entry));
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(base))
    if (value !== undefined && allowed(name)) env[name] = value;
  return { ...env, ...extra };
}

/** Makes tools that would ask a person go on, or fail, by themselves. */
export const NO_QUESTIONS: Readonly<Record<string, string>> = {
  CI: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_EDITOR: 'true',
  npm_config_yes: 'true',
  PIP_NO_INPUT: '1',
  DEBIAN_FRONTEND: 'noninteractive',
};
