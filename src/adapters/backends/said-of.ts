import type { ProviderTrouble } from '../../engine/backend.ts';
import { redacted } from './redact.ts';

const SAID: Readonly<Record<ProviderTrouble['trouble'], string>> = {
  auth: 'did not accept the key',
  quota: 'wants to be paid first',
  rate: 'asked for patience too often',
  overloaded: 'is overloaded',
  model: 'does not have what was asked for',
  context: 'cannot take so long a conversation',
  network: 'broke off',
  unreachable: 'could not be reached',
  'bad-response': 'did not answer as it should',
};

/** What a provider's trouble is, for a person: in our words, then in the provider's, without the key. */
export const saidOf = (
  name: string,
  { trouble, reason }: Pick<ProviderTrouble, 'trouble'> & { readonly reason: string },
  key: string | undefined,
) => redacted(`${name} ${SAID[trouble]}: ${reason}`, key);
