/** Lets calls of the same name run one after the other, in the order in which they came. */
export function turns() {
  const last = new Map<string, Promise<unknown>>();
  return <T>(name: string, call: () => Promise<T>): Promise<T> => {
    const turn = (last.get(name) ?? Promise.resolve()).then(call, call);
    const settled = turn.catch(() => {});
    last.set(name, settled);
    void settled.then(() => last.get(name) === settled && last.delete(name));
    return turn;
  };
}
