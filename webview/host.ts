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

/** Speaks with the host: matches answers to requests and puts pieces together. */
export function connect(channel: Channel, hear: (heard: Heard) => void): Host {
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (reason: Error) => void }>();
  const pieces = new Map<string, string[]>();
  let asked = 0;

  const whole = (key: string, part: number, parts: number, json: string): string | undefined => {
    const list = pieces.get(key) ?? [];
    pieces.set(key, list);
    list[part] = json;
    if (list.length < parts || list.filter((piece) => piece !== undefined).length < parts) return undefined;
    pieces.delete(key);
    return list.join('');
  };

  window.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => {
    switch (data.type) {
      case 'snapshot': {
        const json = whole(`snapshot ${data.snapshot}`, data.part, data.parts, data.json);
        if (json !== undefined) hear({ type: 'snapshot', snapshot: JSON.parse(json) });
        return;
      }
      case 'answer': {
        const json = whole(`answer ${data.id}`, data.part, data.parts, data.json);
        if (json === undefined) return;
        waiting.get(data.id)?.resolve(JSON.parse(json) as never);
        waiting.delete(data.id);
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
        waiting.set(id, { resolve, reject });
        channel.postMessage({ type: 'request', id, request });
      }),
    state: channel.getState(),
    remember: (state) => channel.setState(state),
  };
}
