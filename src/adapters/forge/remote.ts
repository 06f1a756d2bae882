/** Where a remote's repository is, as its URL says; nothing in it is secret. */
export type Remote = {
  readonly kind: 'github' | 'gitlab' | 'bitbucket' | 'azure' | 'other';
  /** Lower case; with a port where the URL is one that a browser could open. */
  readonly host: string;
  /** Where people look at the host, such as `https://github.com`. */
  readonly web: string;
  /** Everything before the name; on GitLab and Azure it may hold slashes. */
  readonly owner: string;
  readonly name: string;
};

/** Reads https, ssh, git and scp-like (`git@host:owner/name.git`) URLs; undefined for a folder of this machine. */
export function parseRemote(url: string): Remote | undefined {
  const { scheme, authority, path } = parts(url.trim()) ?? {};
  if (scheme === undefined || authority === undefined || path === undefined) return undefined;
  const browsable = scheme === 'https' || scheme === 'http';
  const named = authority.replace(/^.*@/, '').toLowerCase();
  const host = webHost(browsable ? named : unaliased(named.replace(/:\d*$/, '')));
  const segments = decoded(path)
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .split('/')
    .filter((segment) => segment !== '');
  const kind = kindOf(host);
  const [name, ...before] = ownersOf(kind, segments).toReversed();
  if (host === '' || name === undefined || before.length === 0) return undefined;
  return {
    kind,
    host,
    web: `${scheme === 'http' ? 'http' : 'https'}://${host}`,
    owner: before.toReversed().join('/'),
    name,
  };
}

/** The page on which a person opens the pull request of a pushed branch. */
export function byHand({ kind, web, host, owner, name }: Remote, base: string, branch: string): string {
  const query = encodeURIComponent;
  const path = (text: string) => text.split('/').map(query).join('/').replaceAll('%3A', ':');
  const at = `${web}/${path(owner)}/${path(name)}`;
  if (kind === 'github') return `${at}/compare/${path(base)}...${path(branch)}?expand=1`;
  if (kind === 'gitlab')
    return `${at}/-/merge_requests/new?merge_request%5Bsource_branch%5D=${query(branch)}&merge_request%5Btarget_branch%5D=${query(base)}`;
  if (kind === 'bitbucket' && host === 'bitbucket.org')
    return `${at}/pull-requests/new?source=${query(branch)}&dest=${query(base)}`;
  if (kind === 'bitbucket')
    return `${web}/projects/${path(owner)}/repos/${path(name)}/pull-requests?create&sourceBranch=${query(branch)}&targetBranch=${query(base)}`;
  if (kind === 'azure')
    return `${web}/${path(owner)}/_git/${path(name)}/pullrequestcreate?sourceRef=${query(branch)}&targetRef=${query(base)}`;
  return `${at}/compare/${path(base)}...${path(branch)}`;
}

function parts(url: string) {
  const [, scheme, authority, path] = /^([a-z][a-z+]*):\/\/([^/]*)\/(.*)$/i.exec(url) ?? [];
  if (scheme !== undefined)
    return /^(https?|ssh|git|git\+ssh|ssh\+git)$/i.test(scheme)
      ? { scheme: scheme.toLowerCase(), authority: authority ?? '', path: path ?? '' }
      : undefined;
  // As git reads it: a slash before the first colon makes it a path, and so does the single letter of a drive.
  const [, scp, rest] = /^((?:[^@/:]+@)?(?:\[[^\]]+\]|[^/:[\]]{2,})):(?!\/\/)(.*)$/.exec(url) ?? [];
  return scp === undefined ? undefined : { scheme: 'ssh', authority: scp, path: rest ?? '' };
}

/** A name that ssh's own configuration gives to a host (`github.com-work`); anywhere else it is somebody else's. */
const unaliased = (host: string) => host.replace(/^github\.com-[\w.-]+$/, 'github.com');

/** Hosts that only ssh knows (`ssh.github.com:443`), as browsers know them. */
function webHost(host: string): string {
  if (/^(ssh\.|www\.)github\.com$/.test(host)) return 'github.com';
  if (host === 'altssh.bitbucket.org') return 'bitbucket.org';
  if (host === 'altssh.gitlab.com') return 'gitlab.com';
  return host === 'ssh.dev.azure.com' ? 'dev.azure.com' : host;
}

function kindOf(host: string): Remote['kind'] {
  if (/(^|\.)ghe\.com$|github/.test(host)) return 'github';
  if (host.includes('gitlab')) return 'gitlab';
  if (host.includes('bitbucket')) return 'bitbucket';
  return /(^|\.)(dev\.azure|visualstudio)\.com$/.test(host) ? 'azure' : 'other';
}

/** The segments that name owner and repository, without what only marks the way there. */
function ownersOf(kind: Remote['kind'], segments: readonly string[]): readonly string[] {
  if (kind === 'azure')
    return segments.filter((segment, i) => segment !== '_git' && !(i === 0 && segment === 'v3'));
  return kind === 'bitbucket' && segments[0] === 'scm' ? segments.slice(1) : segments;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
