import { type Alarm, alarm } from '../alarm.ts';
import { wholeLines } from './whole-lines.ts';

/** What a server sends, watched at the level of bytes, where the SDKs have no deadline of their own. */
export type Watch = {
  readonly fetch: typeof globalThis.fetch;
  /** Aborts with the watch, and with what the watch was given. */
  readonly abort: AbortSignal;
  /** Something that means something has come: bytes alone (keep-alive) count as life only for so long. */
  heard(): void;
  /** Why it was given up, if it was. */
  fault(): Fault | undefined;
  requestId(): string | undefined;
  dispose(): void;
};

export type Fault = 'no answer' | 'silence' | 'not a stream' | 'too long';

export type Deadlines = {
  /** From sending to the first byte of an answer. */
  readonly firstByteMs: number;
  /** Between bytes. */
  readonly idleMs: number;
  /** How long keep-alive bytes alone keep a stream alive. */
  readonly emptyMs: number;
};

/** The longest line of a stream that is still an answer. */
const MOST_BYTES = 64_000_000;

export function watch(deadlines: Deadlines, abort: AbortSignal): Watch {
  const giveUp = new AbortController();
  const signal = AbortSignal.any([abort, giveUp.signal]);
  const alarms = new Map<'bytes' | 'events', Alarm>();
  let fault: Fault | undefined;
  let requestId: string | undefined;

  const fail = (why: Fault) => {
    fault ??= why;
    giveUp.abort();
  };
  const expect = (what: 'bytes' | 'events', ms: number, otherwise: Fault) => {
    alarms.get(what)?.off();
    alarms.set(
      what,
      alarm(ms, () => fail(otherwise)),
    );
  };
  const dispose = () => {
    for (const one of alarms.values()) one.off();
    alarms.clear();
  };

  return {
    abort: signal,
    fault: () => fault,
    requestId: () => requestId,
    heard: () => alarms.get('events')?.again(),
    dispose,
    async fetch(url, init) {
      expect('bytes', deadlines.firstByteMs, 'no answer');
      const response = await fetch(url, { ...init, signal });
      requestId = response.headers.get('x-request-id') ?? response.headers.get('request-id') ?? undefined;
      if (!response.body) return response;
      expect('bytes', deadlines.idleMs, 'silence');
      expect('events', deadlines.emptyMs, 'silence');
      if (response.ok && wantsStream(init) && isDocument(response)) {
        fail('not a stream');
        throw new Error('the answer is a document where a stream was asked for');
      }
      const seen = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          alarms.get('bytes')?.again();
          controller.enqueue(chunk);
        },
        flush: dispose,
      });
      const lines = wholeLines(MOST_BYTES, () => fail('too long'));
      const { status, statusText, headers } = response;
      return new Response(response.body.pipeThrough(seen).pipeThrough(lines), {
        status,
        statusText,
        headers,
      });
    },
  };
}

const wantsStream = (init: RequestInit | undefined) =>
  typeof init?.body === 'string' && init.body.includes('"stream":true');

const isDocument = (response: Response) =>
  /html|application\/json|xml/i.test(response.headers.get('content-type') ?? '');
