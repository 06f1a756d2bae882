import { expect, test } from 'vitest';
import { troubleIn } from '../../../src/adapters/backends/cli-trouble.ts';

const now = new Date(2026, 10, 20, 14, 30);
const hours = (count: number) => count * 3_600_000;

test.each([
  ["You've hit your session limit · resets 3pm (Europe/Vienna)", hours(0.5)],
  ["You've hit your session limit · resets 3:45am", hours(13.25)],
  ["You've hit your weekly limit · resets Nov 22, 2pm (UTC)", hours(47.5)],
  [`Claude AI usage limit reached|${now.getTime() / 1000 + 7200}`, hours(2)],
  ['You’ve hit your usage limit. Try again at Nov 21st, 2026 10:30 PM.', hours(32)],
  ["You've hit your usage limit. Upgrade to Pro or try again in 3 days 4 hours 30 minutes.", hours(76.5)],
  ['Weekly limit reached ∙ resets Mon 9am', hours(66.5)],
  ['Weekly limit reached ∙ resets Friday at 2:00 PM', hours(167.5)],
  ["You've hit your limit · resets tomorrow at 3pm", hours(24.5)],
  ["You've hit your limit · resets 15:45", hours(1.25)],
  ["You've hit your limit · resets Nonce 12, 3pm", undefined],
  [`Claude AI usage limit reached|${now.getTime() / 1000 - 7200}`, 0],
  ['Claude AI usage limit reached|9999999999', hours(31 * 24)],
  ['Credit balance is too low', undefined],
])('T034 T032 “%s” is a quota that comes back after %s ms', (text, retryAfterMs) => {
  expect(troubleIn(text, now)).toEqual({
    trouble: 'quota',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
});

test.each([
  ['Invalid API key · Please run /login', undefined, 'auth'],
  ['something went wrong', 403, 'auth'],
  ["There's an issue with the selected model (x). It may not exist", 404, 'model'],
  ['Prompt is too long', 400, 'context'],
  ['API Error: Request rejected (429) · limit', 429, 'rate'],
  ['API Error: 529 Overloaded. This is a server-side issue', 529, 'overloaded'],
  ['API Error: Unable to connect to API (ConnectionRefused)', undefined, 'unreachable'],
  ['API Error: Connection error.', undefined, 'unreachable'],
  ['stream disconnected before completion: error sending request for url (x)', undefined, 'unreachable'],
  ['getaddrinfo EAI_AGAIN api.example.org', undefined, 'unreachable'],
  ['self signed certificate in certificate chain', undefined, 'unreachable'],
  ['stream disconnected before completion: idle timeout waiting for SSE', undefined, 'network'],
  ['segmentation fault', undefined, 'bad-response'],
] as const)('“%s” with status %s is trouble of the class %s', (text, status, trouble) => {
  expect(troubleIn(text, now, status)).toEqual({ trouble });
});

test('T032 a date without a year is the next one of that name', () => {
  const silvester = new Date(2026, 11, 31, 20);
  expect(troubleIn("You've hit your limit · resets Jan 2, 8pm", silvester).retryAfterMs).toBe(hours(48));
});
