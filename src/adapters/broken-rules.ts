import type * as z from 'zod';

type Issue = z.core.$ZodIssue;

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** What is wrong with a value that somebody wrote, a line each: the field, and what is expected of it. */
export const brokenRules = ({ issues }: { readonly issues: readonly Issue[] }): readonly string[] =>
  issues.map((issue) => {
    const said = expectation(issue);
    return `${issue.path.join('.') || 'it'}${/^[.:]/.test(said) ? '' : ' '}${said}`;
  });

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `has to be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `has to be one of ${issue.values.join(', ')}`;
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? 'must not be empty'
        : `has to be ${issue.minimum} or more`;
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `must not be longer than ${issue.maximum}`
        : `has to be ${issue.maximum} or less`;
    case 'unrecognized_keys':
      return `holds what is not known: ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return anyOf(issue.errors.flatMap(([first]) => first ?? []));
    case 'custom':
      return `: ${issue.message}`;
    default:
      return `is wrong: ${issue.message}`;
  }
}

/** Of several ways to write a value the one that was meant: the one of which a part is right. */
function anyOf(firsts: readonly Issue[]): string {
  const meant = firsts.filter(({ path }) => path.length > 0);
  const said = (meant.length > 0 ? meant : firsts).map((issue) =>
    issue.path.length > 0 ? `.${issue.path.join('.')} ${expectation(issue)}` : expectation(issue),
  );
  return [...new Set(said)].join(' or ').replaceAll(' or has to be ', ' or ');
}
