import type { Stream } from '@agentclientprotocol/sdk/unstable';
import { type Ended, lines } from '../processes.ts';
import { jsonLine } from './json-line.ts';
import { queue } from './queue.ts';

type Message = Stream['readable'] extends ReadableStream<infer M> ? M : never;

export type Wire = {
  readonly stream: Stream;
  /** Ends the agent's process, if it still runs, and tells how it ended. */
  close(): Promise<Ended | undefined>;
};

/** An agent's stdin and stdout as a stream of messages; what else it prints is passed over. */
export function wireTo(argv: readonly string[], options: Omit<Parameters<typeof lines>[1], 'input'>): Wire {
  const stdin = queue<string>();
  const enough = new AbortController();
  const abort = AbortSignal.any([options.abort, enough.signal]);
  const child = lines(argv, { ...options, abort, input: stdin });
  let ended: Ended | undefined;
  const next = async () => {
    const step = await child.next();
    if (step.done) ended ??= step.value;
    return step;
  };
  return {
    stream: {
      readable: new ReadableStream<Message>({
        async pull(controller) {
          for (let step = await next(); !step.done; step = await next()) {
            const message = jsonLine(step.value);
            if (message !== undefined) return controller.enqueue(message as Message);
          }
          controller.close();
        },
      }),
      writable: new WritableStream<Message>({
        write: (message) => stdin.push(`${JSON.stringify(message)}\n`),
      }),
    },
    async close() {
      stdin.close();
      enough.abort();
      for (let step = await next(); !step.done; ) step = await next();
      return ended;
    },
  };
}
