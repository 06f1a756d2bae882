import { WebviewMessage } from '../../model/protocol.ts';

/** No message of a person's making is longer: a plan of 500 edited stories fits. */
const MOST_CHARACTERS = 4_000_000;

/** Reads what a webview sent: a message, or a sentence for the log that says what is wrong with it. */
export function readMessage(value: unknown): WebviewMessage | { readonly problem: string } {
  const length = JSON.stringify(value)?.length ?? 0;
  if (length > MOST_CHARACTERS) return { problem: `a message of ${length} characters is too long` };
  const read = WebviewMessage.safeParse(value);
  if (read.success) return read.data;
  const first = read.error.issues[0];
  return { problem: `${first?.path.join('.') || 'the message'}: ${first?.message ?? 'not understood'}` };
}

/** The number of a request that could not be read, so that it can be answered that it failed. */
export const requestId = (value: unknown): number | undefined => {
  if (typeof value !== 'object' || value === null || !('type' in value) || value.type !== 'request') return;
  return 'id' in value && typeof value.id === 'number' && Number.isInteger(value.id) ? value.id : undefined;
};
