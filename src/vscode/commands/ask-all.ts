/** Where a question stands among several, of how many as soon as that is known. */
export type Place = {
  readonly step: number;
  readonly of: number | Promise<number> | undefined;
  /** Called where the person would rather answer the question before once more. */
  readonly back: (() => void) | undefined;
};

/** What is known with its answer; undefined where the person let it be. */
export type Question<A> = (place: Place, known: A) => Promise<A | undefined>;

/** Asks one question after another, and the one before once more where the person goes back. */
export async function askAll<A>(
  questions: readonly Question<A>[],
  first: A,
  of: (known: A) => Place['of'],
): Promise<A | undefined> {
  let known = first;
  for (let at = 0; at < questions.length; ) {
    let back = false;
    const goBack = () => {
      back = true;
    };
    const place = { step: at + 1, of: of(known), back: at > 0 ? goBack : undefined };
    const next = await questions[at]?.(place, known);
    if (back) at -= 1;
    else if (next === undefined) return undefined;
    else {
      known = next;
      at += 1;
    }
  }
  return known;
}
