/** Calls the handler of a method and a path, with the parameters of its pattern. */
export function createRouter() {
  const routes = [];

  return {
    add(method, pattern, handler) {
      routes.push({ method, segments: segmentsOf(pattern), handler });
    },
    handle(method, path) {
      const given = segmentsOf(path.replace(/(.)\/$/, '$1'));
      const fitting = routes.filter(({ segments }) => fits(segments, given)).sort(fixedFirst);
      if (fitting.length === 0) return { status: 404 };
      const found = fitting.find((route) => route.method === method);
      if (!found) return { status: 405, allow: [...new Set(fitting.map((route) => route.method))].sort() };
      const params = paramsOf(found.segments, given);
      return params ? { status: 200, body: found.handler(params) } : { status: 400 };
    },
  };
}

const segmentsOf = (path) => path.split('/').slice(1);

const isParam = (segment) => segment.startsWith(':');

const fits = (segments, given) =>
  segments.length === given.length &&
  segments.every((segment, index) => (isParam(segment) ? given[index] !== '' : segment === given[index]));

/** Of two patterns that fit the same path: the one that is fixed where they first differ. */
function fixedFirst(a, b) {
  const at = a.segments.findIndex((segment, index) => isParam(segment) !== isParam(b.segments[index]));
  return at < 0 ? 0 : isParam(a.segments[at]) ? 1 : -1;
}

function paramsOf(segments, given) {
  try {
    const pairs = segments.flatMap((segment, index) =>
      isParam(segment) ? [[segment.slice(1), decodeURIComponent(given[index])]] : [],
    );
    return Object.fromEntries(pairs);
  } catch {
    return undefined;
  }
}
