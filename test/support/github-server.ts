import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Pull = {
  readonly number: number;
  readonly node_id: string;
  readonly html_url: string;
  state: 'open' | 'closed';
  draft: boolean;
  title: string;
  body: string;
  base: { ref: string };
  readonly head: { readonly ref: string; readonly label: string };
};

type Body = {
  readonly head?: string;
  readonly base?: string;
  readonly title?: string;
  readonly body?: string;
  readonly draft?: boolean;
  readonly query?: string;
  readonly variables?: { readonly id?: string };
};
type Asked = { readonly method: string; readonly path: string; readonly token: string | undefined };
type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly data: unknown;
};
/** What a request gets instead of its answer, or nothing; `'silence'` does what was asked and never says so. */
export type Fault = (asked: Asked) => Answer | 'silence' | undefined;

/**
 * GitHub's REST API as far as Baro uses it, on loopback, for one repository `acme/shop`: pull requests with
 * GitHub's own rules, the draft switch of GraphQL, and whatever fault is set.
 */
export async function startGithub() {
  const pulls: Pull[] = [];
  const asked: Asked[] = [];
  const github = { fault: (() => undefined) as Fault, drafts: true, pulls, asked };

  const invalid = (errors: readonly unknown[], message = 'Validation Failed'): Answer => ({
    status: 422,
    data: { message, errors, documentation_url: 'https://docs.github.com/rest/pulls/pulls' },
  });

  const create = (body: Body): Answer => {
    const [owner, branch] = splitHead(String(body.head));
    const label = `${owner}:${branch}`;
    if (body.draft === true && !github.drafts)
      return invalid([], 'Draft pull requests are not supported in this repository.');
    if (String(body.body).length > 65_536)
      return invalid([
        { resource: 'Issue', code: 'custom', message: 'body is too long (maximum is 65536 characters)' },
      ]);
    if (pulls.some((pull) => pull.state === 'open' && pull.head.label === label))
      return invalid([{ code: 'custom', message: `A pull request already exists for ${label}.` }]);
    const number = pulls.length + 1;
    const pull: Pull = {
      number,
      node_id: `PR_${number}`,
      html_url: `https://github.com/acme/shop/pull/${number}`,
      state: 'open',
      draft: body.draft === true,
      title: String(body.title),
      body: String(body.body),
      base: { ref: String(body.base) },
      head: { ref: branch, label },
    };
    pulls.push(pull);
    return { status: 201, data: pull };
  };

  const answer = (method: string, url: URL, body: Body): Answer => {
    const [, number] = /^\/repos\/acme\/shop\/pulls\/(\d+)$/.exec(url.pathname) ?? [];
    if (url.pathname === '/repos/acme/shop/pulls' && method === 'GET') {
      const head = url.searchParams.get('head');
      return { status: 200, data: pulls.filter((pull) => pull.state === 'open' && pull.head.label === head) };
    }
    if (url.pathname === '/repos/acme/shop/pulls' && method === 'POST') return create(body);
    const pull = pulls.find((one) => one.number === Number(number));
    if (pull && method === 'PATCH') {
      Object.assign(pull, { title: body.title, body: body.body, base: { ref: body.base } });
      return { status: 200, data: pull };
    }
    if (url.pathname === '/graphql') {
      const { id } = body.variables ?? {};
      const drafted = pulls.find((one) => one.node_id === id);
      if (drafted) drafted.draft = String(body.query).includes('convertPullRequestToDraft');
      return { status: 200, data: { data: {} } };
    }
    return { status: 404, data: { message: 'Not Found' } };
  };

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const token = request.headers.authorization?.replace(/^\S+ /, '');
    const is = { method: request.method ?? 'GET', path: url.pathname, token };
    asked.push(is);
    const body = JSON.parse((await textOf(request)) || '{}') as Body;
    const fault = github.fault(is);
    if (fault === 'silence') {
      answer(is.method, url, body);
      return;
    }
    const { status, headers, data } = fault ?? answer(is.method, url, body);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(data));
  };

  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(github, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

function splitHead(head: string): readonly [string, string] {
  const at = head.indexOf(':');
  return at < 0 ? ['acme', head] : [head.slice(0, at), head.slice(at + 1)];
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
