import type { z } from 'zod';
import type { FieldErrors } from './outcome.ts';

const bounded = (bound: 'most' | 'least', amount: unknown, origin: string): string =>
  `at ${bound} ${String(amount)}${origin === 'string' ? ' characters' : ''}, please.`;

/** What zod would say for programmers, said for people: where a schema has no words of its own. */
export const inPlainWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'too_big':
      return bounded('most', issue.maximum, issue.origin);
    case 'too_small':
      return bounded('least', issue.minimum, issue.origin);
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}, please.`;
    case 'invalid_type':
      return issue.expected === 'number' || issue.expected === 'int' ? 'a whole number, please.' : undefined;
    default:
      return undefined;
  }
};

/** One error for each field, the first, in the order in which they were found; those of no field under "form". */
export function errorsByField({ issues }: z.ZodError): FieldErrors {
  const errors: Record<string, string> = {};
  for (const { path, message } of issues) errors[String(path[0] ?? 'form')] ??= message;
  return errors;
}
