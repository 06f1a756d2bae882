const TIME = '(\\d{1,2}(?::\\d\\d)? ?[ap]m|\\d{1,2}:\\d\\d)';
const DATE = new RegExp(
  `([A-Z][a-z]{2,8})\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (?:(\\d{4}),? )?(?:at )?${TIME}`,
  'i',
);
const WEEK = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY = new RegExp(
  `(?:resets?|again|until)(?: on| at)? (?:(${WEEK.join('|')}|tomorrow)[a-z]*,? (?:at )?)?${TIME}`,
  'i',
);
const SPAN = /\bin ((?:\d+ ?(?:days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)\b[ ,]*)+)/i;

/** When a limit ends, as the CLIs write it: an epoch, a date, an hour of a day here, or a span. */
export function resetIn(text: string, now: Date): number | undefined {
  const epoch = /\|\s*(\d{10})(\d{3})?\b/.exec(text);
  if (epoch) return Number(`${epoch[1]}${epoch[2] ?? '000'}`);
  const [date, month, number, year, at = ''] = DATE.exec(text) ?? [];
  const dated = date === undefined ? undefined : ofDate(`${month} ${number}`, year, at, now);
  if (dated !== undefined) return dated;
  const [day, name, hour = ''] = DAY.exec(text) ?? [];
  if (day !== undefined) return ofDay(name?.toLowerCase(), hour, now);
  const span = SPAN.exec(text);
  return span ? now.getTime() + spanned(span[1] ?? '') : undefined;
}

/** Without a year it is the next such date; undefined where there is none of that name. */
function ofDate(day: string, year: string | undefined, at: string, now: Date): number | undefined {
  const in_ = (which: number) => moment(`${day}, ${which}`, at);
  const here = in_(Number(year ?? now.getFullYear()));
  if (Number.isNaN(here)) return undefined;
  const isLongPast = here < now.getTime() - 31 * DAY_MS;
  return year === undefined && isLongPast ? in_(now.getFullYear() + 1) : here;
}

/** The next time that it is this hour, on that day of the week where one is named. */
function ofDay(name: string | undefined, at: string, now: Date): number {
  const after = (days: number) =>
    moment(new Date(now.getFullYear(), now.getMonth(), now.getDate() + days).toDateString(), at);
  if (name === 'tomorrow') return after(1);
  const ahead = name === undefined ? 0 : (WEEK.indexOf(name) - now.getDay() + 7) % 7;
  const first = after(ahead);
  return first > now.getTime() ? first : after(ahead + (name === undefined ? 1 : 7));
}

const moment = (day: string, time: string) =>
  Date.parse(`${day} ${time.replace(/^(\d+) ?([ap]m)$/i, '$1:00 $2').replace(/(\d)([ap]m)$/i, '$1 $2')}`);

const DAY_MS = 24 * 3_600_000;
const UNITS: Readonly<Record<string, number>> = { d: DAY_MS, h: 3_600_000, m: 60_000, s: 1000 };

const spanned = (text: string) =>
  [...text.matchAll(/(\d+) ?([dhms])/gi)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNITS[unit?.toLowerCase() ?? ''] ?? 0),
    0,
  );
