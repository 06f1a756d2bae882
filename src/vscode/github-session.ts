import * as vscode from 'vscode';

/** The token of the GitHub account that is signed in already; nobody is asked to sign in in the middle of a run. */
export async function githubSession(): Promise<string | undefined> {
  try {
    const session = await vscode.authentication.getSession('github', ['repo'], { silent: true });
    return session?.accessToken;
  } catch {
    return undefined; // no such provider here: a stored or an environment's token may still be there
  }
}
