import { type Alarm, alarm } from '../alarm.ts';
import { unhurried } from './unhurried.ts';
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
  /** How an answer began that is not the one that was asked for. */
  said(): string;
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

/** So much of such an answer is looked at. */
const MOST_SAID = 16_000;
/** The longest line of a stream that is still an answer. */
const MOST_BYTES = 64_000_000;

export function watch(deadlines: Deadlines, abort: AbortSignal): Watch {
  const giveUp = new AbortController();
  const signal = AbortSignal.any([abort, giveUp.signal]);
  const alarms = new Map<'bytes' | 'events', Alarm>();
  let fault: Fault | undefined;
  let requestId: string | undefined;
  let said = '';

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

  // Not every protocol is HTTP; this one deadline is there for all.
  expect('events', deadlines.emptyMs, 'silence');
  return {
    abort: signal,
    fault: () => fault,
    requestId: () => requestId,
    said: () => said,
    heard: () => alarms.get('events')?.again(),
    dispose,
    async fetch(url, init) {
      expect('bytes', deadlines.firstByteMs, 'no answer');
      const response = await fetch(url, { ...init, ...unhurried(), signal });
      requestId = response.headers.get('x-request-id') ?? response.headers.get('request-id') ?? undefined;
      if (!response.body) return response;
      expect('bytes', deadlines.idleMs, 'silence');
      alarms.get('events')?.again();
      const { status, statusText, headers } = response;
      if (!response.ok || (wantsStream(init) && isDocument(response))) {
        said = await beginningOf(response.body);
        if (!response.ok) return new Response(said, { status, statusText, headers });
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
      return new Response(response.body.pipeThrough(seen).pipeThrough(lines), {
        status,
        statusText,
        headers,
      });
    },
  };
}

async function beginningOf(body: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > MOST_SAID) break;
    }
  } catch {
    // cut short, it still says more than nothing
  }
  return text.slice(0, MOST_SAID);
}

const wantsStream = (init: RequestInit | undefined) =>
  typeof init?.body === 'string' && init.body.includes('"stream":true');

const isDocument = (response: Response) =>
  /html|application\/json|xml/i.test(response.headers.get('content-type') ?? '');
