import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { build } from 'esbuild';

export const THEMES = ['dark', 'light', 'hc', 'hc-light'] as const;
export type Theme = (typeof THEMES)[number];

/** The classes VS Code gives the body. */
export const BODY: Readonly<Record<Theme, string>> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  hc: 'vscode-high-contrast',
  'hc-light': 'vscode-high-contrast vscode-high-contrast-light',
};

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

const here = import.meta.dirname;
const root = join(here, '../../..');

export type Harness = { readonly url: string; close(): Promise<void> };

/**
 * Serves the built dashboard in a page like VS Code's: its theme, its policy, and a host that is in the page. Other
 * `scripts`, by path, can take the dashboard's place with `?script=`.
 */
export async function startHarness(scripts: Readonly<Record<string, string>> = {}): Promise<Harness> {
  const host = await build({
    entryPoints: [join(here, 'fake-host.ts')],
    bundle: true,
    format: 'iife',
    write: false,
    legalComments: 'none',
  });
  const script = host.outputFiles[0]?.text ?? '';
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const send = (type: string, body: string | Buffer) =>
      response.writeHead(200, { 'content-type': type }).end(body);
    try {
      if (url.pathname === '/') {
        response.setHeader('content-security-policy', policy);
        const theme = THEMES.find((one) => one === url.searchParams.get('theme')) ?? 'dark';
        send('text/html', page(theme, url.searchParams.get('script') ?? '/main.js'));
      } else if (scripts[url.pathname]) send('text/javascript', scripts[url.pathname] ?? '');
      else if (url.pathname === '/fake-host.js') send('text/javascript', script);
      else if (url.pathname.startsWith('/themes/'))
        send('text/css', await readFile(join(here, url.pathname)));
      else
        send(
          TYPES[extname(url.pathname)] ?? 'text/plain',
          await readFile(join(root, 'dist/webview', url.pathname)),
        );
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => close(server) };
}

const policy = [
  "default-src 'none'",
  "img-src 'self' data:",
  "font-src 'self'",
  "style-src 'self'",
  "script-src 'nonce-baro'",
  'worker-src blob:',
].join('; ');

const page = (theme: Theme, main: string) => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Baro</title>
<link rel="stylesheet" href="/themes/${theme}.css">
<link rel="stylesheet" href="/main.css">
</head>
<body class="${BODY[theme]}" data-vscode-theme-kind="${BODY[theme].split(' ')[0]}">
<div id="app"></div>
<script nonce="baro" src="/fake-host.js"></script>
<script type="module" nonce="baro" src="${main}"></script>
</body>
</html>`;

const close = (server: Server) =>
  new Promise<void>((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
