import type { Git } from './git.ts';

/** Who a commit is by. */
export type Identity = { readonly name: string; readonly email: string };

/** Signs where the person has told git no name; the preflight says so beforehand. */
export const NOBODY: Identity = { name: 'Baro', email: 'baro@localhost' };

/** The person's own, as git would use it for them; undefined where they have told it none. */
export async function personOf(
  git: Git,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Identity | undefined> {
  const setting = async (key: string) => {
    const { code, stdout } = await git.run(['config', '--get', key]);
    return code === 0 ? stdout.toString().trim() : '';
  };
  const name = env['GIT_AUTHOR_NAME'] || (await setting('author.name')) || (await setting('user.name'));
  const email = env['GIT_AUTHOR_EMAIL'] || (await setting('author.email')) || (await setting('user.email'));
  return name && email ? { name, email } : undefined;
}

/** Dates are seconds since 1970 and a zone, as in a commit object. */
export const authored = ({ name, email }: Identity, date?: string): Record<string, string> => ({
  GIT_AUTHOR_NAME: name,
  GIT_AUTHOR_EMAIL: email,
  ...(date ? { GIT_AUTHOR_DATE: `@${date}` } : {}),
});

export const committed = ({ name, email }: Identity, date?: string): Record<string, string> => ({
  GIT_COMMITTER_NAME: name,
  GIT_COMMITTER_EMAIL: email,
  ...(date ? { GIT_COMMITTER_DATE: `@${date}` } : {}),
});
