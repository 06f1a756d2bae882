/** Calls the handler of a method and a path. */
export function createRouter() {
  const routes = [];

  return {
    add(method, pattern, handler) {
      routes.push({ method, pattern, handler });
    },
    handle(method, path) {
      const found = routes.find((route) => route.method === method && route.pattern === path);
      return found ? { status: 200, body: found.handler({}) } : { status: 404 };
    },
  };
}
