import type { Answers, HostMessage, Request, Snapshot, WebviewMessage } from '../src/model/protocol.ts';

/** What VS Code gives a webview: a way to say something, and a little state that outlives a reload. */
export type Channel = {
  postMessage(message: WebviewMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
};

export type Host = {
  send(message: WebviewMessage): void;
  /** Rejects with a sentence for the person when the host cannot answer. */
  ask<T extends Request['type']>(request: Request & { type: T }): Promise<Answers[T]>;
  readonly state: unknown;
  remember(state: unknown): void;
};

/** Whole messages, once their pieces have arrived. */
export type Heard =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | Extract<HostMessage, { type: 'appended' | 'signals' | 'refused' | 'reveal' | 'approve-draft' }>;

type Waiting = {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: Error) => void;
  readonly pieces: string[];
};

/** Speaks with the host: matches answers to requests and puts pieces together. */
export function connect(channel: Channel, hear: (heard: Heard) => void): Host {
  const waiting = new Map<number, Waiting>();
  const snapshot: string[] = [];
  /** Counted on from the clock: what the page before this one asked for is no answer to anything here. */
  let asked = Date.now();

  window.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => {
    switch (data.type) {
      case 'snapshot': {
        const json = whole(snapshot, data);
        if (json !== undefined) hear({ type: 'snapshot', snapshot: JSON.parse(json) });
        return;
      }
      case 'answer': {
        const request = waiting.get(data.id);
        const json = request && whole(request.pieces, data);
        if (json === undefined) return;
        waiting.delete(data.id);
        request?.resolve(JSON.parse(json) as never);
        return;
      }
      case 'failed':
        waiting.get(data.id)?.reject(new Error(data.problem));
        waiting.delete(data.id);
        return;
      case 'appended':
      case 'signals':
      case 'refused':
      case 'reveal':
      case 'approve-draft':
        hear(data);
    }
  });

  return {
    send: (message) => channel.postMessage(message),
    ask: (request) =>
      new Promise((resolve, reject) => {
        const id = ++asked;
        waiting.set(id, { resolve, reject, pieces: [] });
        channel.postMessage({ type: 'request', id, request });
      }),
    state: channel.getState(),
    remember: (state) => channel.setState(state),
  };
}

/** The text, once the last of its pieces is there. They come in order; a first one begins anew. */
function whole(
  pieces: string[],
  { part, parts, json }: { readonly part: number; readonly parts: number; readonly json: string },
): string | undefined {
  if (part === 0) pieces.length = 0;
  pieces.push(json);
  return pieces.length < parts ? undefined : pieces.splice(0).join('');
}
