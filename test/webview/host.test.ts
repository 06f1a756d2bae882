import { beforeEach, expect, test } from 'vitest';
import type { HostMessage, WebviewMessage } from '../../src/model/protocol.ts';
import { connect, type Heard, type Host } from '../../webview/host.ts';

let said: WebviewMessage[];
let heard: Heard[];
let page: EventTarget;
let host: Host;

beforeEach(() => {
  said = [];
  heard = [];
  host = newPage();
});

/** A page takes the place of the one before, as when the webview is taken down and loads anew. */
function newPage(): Host {
  page = new EventTarget();
  Object.assign(globalThis, { window: page });
  const channel = {
    postMessage: (message: WebviewMessage) => said.push(message),
    getState: () => undefined,
    setState: () => {},
  };
  return connect(channel, (one) => heard.push(one));
}
const post = (data: HostMessage) => page.dispatchEvent(Object.assign(new Event('message'), { data }));
const lastId = () => said.flatMap((message) => (message.type === 'request' ? [message.id] : [])).at(-1) ?? 0;

test('a snapshot that another one took the place of is forgotten', () => {
  const snapshot = (number: number, part: number, json: string) =>
    post({ type: 'snapshot', snapshot: number, part, parts: 2, json });
  snapshot(1, 0, '{"view":1,');
  snapshot(2, 0, '{"view":2,');
  snapshot(2, 1, '"live":true}');
  expect(heard).toEqual([{ type: 'snapshot', snapshot: { view: 2, live: true } }]);
});

test('what the page before this one asked for is no answer to this one', async () => {
  void host.ask({ type: 'runs' });
  const before = lastId();
  await new Promise((resolve) => setTimeout(resolve, 5));
  const routes = newPage().ask({ type: 'routes' });
  const parts = (id: number, what: string) => {
    post({ type: 'answer', id, part: 0, parts: 2, json: `{"${what}"` });
    post({ type: 'answer', id, part: 1, parts: 2, json: ':[]}' });
  };
  parts(before, 'runs');
  parts(lastId(), 'routes');
  expect(await routes).toEqual({ routes: [] });
});
