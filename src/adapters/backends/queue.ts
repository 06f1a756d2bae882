/** What is pushed now and read when somebody asks for it, by one reader, in order. */
export type Queue<T> = AsyncIterable<T> & {
  push(item: T): void;
  /** What was pushed before is still read. */
  close(): void;
};

export function queue<T>(): Queue<T> {
  const items: T[] = [];
  let closed = false;
  let wake = () => {};
  return {
    push(item) {
      if (!closed) items.push(item);
      wake();
    },
    close() {
      closed = true;
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        for (let item = items.shift(); item !== undefined; item = items.shift()) yield item;
        if (closed) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
