import { Refusal } from './refusal.js';

/**
 * @typedef {{ method: string, path: string, body?: any }} Request the path may end in a query
 * @typedef {{ status: number, body: unknown }} Response
 * @typedef {{ params: Readonly<Record<string, string>>, query: URLSearchParams, body: any }} Asked
 * @typedef {readonly [method: string, pattern: string, answer: (asked: Asked) => unknown, status?: number]} Route
 */

/**
 * Answers requests by the first route that fits; `:name` in a pattern takes one segment of the path.
 *
 * @param {readonly Route[]} routes
 * @returns {(request: Request) => Response}
 */
export function createRouter(routes) {
  const known = routes.map(([method, pattern, answer, status = 200]) => ({
    method,
    answer,
    status,
    path: new RegExp(`^${pattern.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
  }));

  return ({ method, path, body = {} }) => {
    const { pathname, searchParams: query } = new URL(path, 'http://house');
    const there = known.filter((route) => route.path.test(pathname));
    const route = there.find((candidate) => candidate.method === method);
    if (!route) return there.length > 0 ? problem(405, 'bad-method', `not with ${method}`) : nothing(pathname);
    const params = { ...route.path.exec(pathname)?.groups };
    try {
      return { status: route.status, body: route.answer({ params, query, body }) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return problem(error.code.startsWith('unknown-') ? 404 : 422, error.code, error.message);
    }
  };
}

const nothing = (pathname) => problem(404, 'unknown-path', `there is nothing at ${pathname}`);

const problem = (status, code, message) => ({ status, body: { code, message } });
