import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  conversationIn,
  type Frame,
  framesOf,
  type Json,
  protocolOf,
  type Said,
  type Spoken,
  systemIn,
  toolsIn,
  type WireProtocol,
} from './wire-frames.ts';

/** What is to go wrong with one answer. */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: unknown;
    }
  /** The connection breaks in the middle of the stream. */
  | { readonly kind: 'cut' }
  /** The stream ends in the middle as if it were whole. */
  | { readonly kind: 'clean-end' }
  /** A line of the stream is not JSON. */
  | { readonly kind: 'malformed' }
  | { readonly kind: 'html' }
  | { readonly kind: 'gzip-garbage' }
  /** Nothing is sent at all. */
  | { readonly kind: 'hang' }
  /** The stream stops in the middle and stays open. */
  | { readonly kind: 'stall' }
  /** As `stall`, but with keep-alive lines. */
  | { readonly kind: 'pings' }
  /** An error event after a good beginning. */
  | { readonly kind: 'error-event'; readonly type: string; readonly message: string }
  /** Every byte on its own, so that characters are split. */
  | { readonly kind: 'split' }
  | { readonly kind: 'crlf' }
  /** The end comes half a second after the rest. */
  | { readonly kind: 'late-end' }
  /** Events and fields that no client knows. */
  | { readonly kind: 'unknown-events' };

export type Asked = {
  readonly protocol: WireProtocol;
  readonly labels: {
    readonly run: string;
    readonly phase: string;
    readonly story?: string;
    readonly attempt?: number;
  };
  readonly tools: readonly string[];
  readonly system: string;
  readonly conversation: readonly Spoken[];
  readonly model: string;
  /** Counted over the server's life, from 1. */
  readonly number: number;
};

export type Brain = (
  asked: Asked,
) => (Said & { readonly fault?: Fault }) | Promise<Said & { readonly fault?: Fault }>;

type Recorded = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Json & Readonly<Record<string, unknown>>;
};

export type ModelServer = {
  readonly url: string;
  /** The base URLs as each provider's environment variable has them. */
  readonly openaiUrl: string;
  readonly anthropicUrl: string;
  readonly requests: readonly Recorded[];
  /** Drops what was recorded. */
  forget(): void;
  close(): Promise<void>;
};

/** A server on this machine that speaks the three protocols and says what a brain tells it to. */
export async function modelServer(
  brain: Brain,
  models: readonly string[] = ['fake-1'],
): Promise<ModelServer> {
  const requests: Recorded[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const path = request.url ?? '';
      const body = parsed(Buffer.concat(chunks).toString('utf8'));
      requests.push({ method: request.method ?? '', path, headers: request.headers, body });
      const protocol = protocolOf(new URL(path, 'http://local').pathname);
      if (!protocol)
        return sendJson(response, 200, {
          object: 'list',
          data: models.map((id) => ({ id, object: 'model' })),
        });
      const number = requests.length;
      const model = `${body.model}`;
      try {
        const { fault, ...said } = await brain({
          protocol,
          labels: labelsIn(request.headers),
          tools: toolsIn(body),
          system: systemIn(body),
          conversation: conversationIn(protocol, body),
          model,
          number,
        });
        await send(response, framesOf(protocol, model, number, said), fault);
      } catch (error) {
        sendJson(response, 500, { error: { message: `the brain failed: ${error}` } });
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    openaiUrl: `${url}/v1`,
    anthropicUrl: url,
    requests,
    forget: () => void requests.splice(0),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function parsed(text: string): Json & Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text || '{}');
  } catch {
    return {};
  }
}

function labelsIn(headers: IncomingHttpHeaders): Asked['labels'] {
  const { 'x-baro-story': story, 'x-baro-attempt': attempt } = headers;
  return {
    run: `${headers['x-baro-run']}`,
    phase: `${headers['x-baro-phase']}`,
    ...(story ? { story: `${story}` } : {}),
    ...(attempt ? { attempt: Number(attempt) } : {}),
  };
}

function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

async function send(
  response: ServerResponse,
  frames: readonly Frame[],
  fault: Fault | undefined,
): Promise<void> {
  switch (fault?.kind) {
    case 'status':
      return sendJson(
        response,
        fault.status,
        fault.body ?? { error: { message: `status ${fault.status}` } },
        fault.headers,
      );
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<html><body>Sign in to the network</body></html>');
      return;
    case 'hang':
      return;
  }
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'x-request-id': 'req_served',
    ...(fault?.kind === 'gzip-garbage' ? { 'content-encoding': 'gzip' } : {}),
  });
  const newline = fault?.kind === 'crlf' ? '\r\n' : '\n';
  const lines = frames.map(({ event, data }) =>
    [...(event ? [`event: ${event}`] : []), `data: ${data}`, '', ''].join(newline),
  );
  const half = lines.slice(0, Math.ceil(lines.length / 2)).join('');
  switch (fault?.kind) {
    case undefined:
    case 'crlf':
    case 'gzip-garbage':
      response.end(lines.join(''));
      return;
    case 'cut':
      response.write(half, () => setTimeout(() => response.destroy(), 5));
      return;
    case 'clean-end':
      response.end(half);
      return;
    case 'malformed':
      response.end(`${half}event: message\ndata: {"type": "broken\n\n`);
      return;
    case 'stall':
      response.write(half);
      return;
    case 'late-end':
      response.write(half);
      setTimeout(() => response.end(lines.slice(Math.ceil(lines.length / 2)).join('')), 500);
      return;
    case 'pings': {
      response.write(half);
      const timer = setInterval(() => response.write(': keep-alive\n\n'), 5);
      response.on('close', () => clearInterval(timer));
      return;
    }
    case 'error-event': {
      const error = { type: fault.type, code: fault.type, message: fault.message };
      response.end(`${half}event: error\ndata: ${JSON.stringify({ ...error, type: 'error', error })}\n\n`);
      return;
    }
    case 'split': {
      for (const byte of Buffer.from(lines.join(''))) {
        response.write(Buffer.from([byte]));
        if (byte > 127) await new Promise((resolve) => setImmediate(resolve));
      }
      response.end();
      return;
    }
    case 'unknown-events': {
      const strange =
        'event: weather.changed\ndata: {"type":"weather.changed","choices":[],"sky":"blue"}\n\n';
      response.end(lines.map((line) => (line.includes('[DONE]') ? line : line + strange)).join(''));
    }
  }
}
