import type { Outcome } from '../engine/backend.ts';
import type { At } from '../engine/participant.ts';
import type { Question, Think } from '../engine/think.ts';
import type { RunEvent } from '../model/events.ts';
import { breakerOf } from '../model/questions.ts';
import { formatRoute, type Route, sameRoute } from '../model/route.ts';
import { clip } from '../model/size.ts';

/** What a judge said, and on which route; or why none of them said anything, a part for each. */
export type Judgement<T> =
  | { readonly value: T; readonly route: Route; readonly silent: readonly string[] }
  | { readonly silent: readonly string[] };

/** Asks the first route, and where it gives no answer the next one in its place, until one does. */
export async function* askJudges<T>(
  think: Think,
  at: At,
  routes: readonly Route[],
  question: (route: Route) => Question<T>,
): AsyncGenerator<RunEvent, Judgement<T>> {
  const silent: string[] = [];
  const different = routes.filter((route, i) => !routes.slice(0, i).some((one) => sameRoute(one, route)));
  for (const [i, route] of different.entries()) {
    const ask = i === 0 ? think : standingIn(think);
    const outcome = yield* ask(at, question(route));
    if (outcome.ok) return { value: outcome.value, route, silent };
    if (at.abort.aborted) break;
    silent.push(`${formatRoute(route)}: ${clip(outcome.reason.replace(/\s+/g, ' '), 200)}`);
  }
  return { silent };
}

/** Does not wait for a provider that waits for a person: nobody is told that one is waited for who only stands in. */
const standingIn = (think: Think): Think =>
  async function* <T>(at: At, question: Question<T>): AsyncGenerator<RunEvent, Outcome<T>> {
    const left = new AbortController();
    const leaving = new Promise<void>((leave) => left.signal.addEventListener('abort', () => leave()));
    let answered = false;
    const watch = async () => {
      while (!answered && !at.abort.aborted) {
        const shut = breakerOf(at.view(), question.route);
        if (shut && shut.until === undefined) return left.abort();
        await at.changed();
      }
    };
    void watch();
    try {
      return yield* think(
        {
          abort: AbortSignal.any([at.abort, left.signal]),
          view: at.view,
          changed: () => Promise.race([at.changed(), leaving]),
        },
        question,
      );
    } finally {
      answered = true;
    }
  };
