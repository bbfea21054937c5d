import { z } from 'zod';
import { FILE, type TaskForceFile } from './file.ts';
import { didYouMean, isShowable, pathText, type Problem } from './problem.ts';
import { fieldOf } from './places.ts';

/** Reads the file by its schemas: all that is wrong with its shape, in plain words, or the file. */
export function readShape(json: unknown): {
  readonly file: TaskForceFile | undefined;
  readonly problems: readonly Problem[];
} {
  const parsed = FILE.safeParse(json, { error: (issue) => sentence(issue) });
  if (parsed.success) return { file: parsed.data, problems: [] };
  return { file: undefined, problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, json)) };
}

function problemsOf(issue: z.core.$ZodIssue, json: unknown): readonly Problem[] {
  const path = pathText(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, issue.path));
    case 'invalid_value':
      return [{ path, message: issue.message + nearOption(issue, json) }];
    default:
      return [{ path, message: issue.message }];
  }
}

function unknownKey(key: string, parent: readonly PropertyKey[]): Problem {
  const guess = didYouMean(key, namesAt(parent));
  // A key is repeated only if it looks like one: in a broken file it may be anything.
  if (isShowable(key)) return { path: pathText([...parent, key]), message: `is not known here.${guess}` };
  return { path: pathText(parent), message: `has a name in it that is not known here.${guess}` };
}

/** The names an object may have at a place of the file. */
function namesAt(path: readonly PropertyKey[]): readonly string[] {
  let schema: unknown = FILE;
  for (const part of path) {
    const inner = unwrap(schema);
    if (inner instanceof z.ZodObject) schema = fieldOf(inner.shape, String(part));
    else if (inner instanceof z.ZodArray) schema = inner.element;
    else return [];
  }
  const inner = unwrap(schema);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return unwrap(schema.unwrap());
  }
  return schema;
}

function nearOption(issue: z.core.$ZodIssueInvalidValue, json: unknown): string {
  const typed = issue.path.reduce<unknown>((value, part) => fieldOf(value, String(part)), json);
  if (typeof typed !== 'string') return '';
  return didYouMean(typed, issue.values.map(String));
}

/** Says what is wrong without repeating what was read; undefined where the schema has its own words. */
export function sentence(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'is missing.'
        : `must be ${TYPES[issue.expected] ?? 'something else'}.`;
    case 'too_small':
      return tooSmall(issue.origin, issue.minimum);
    case 'too_big':
      return tooBig(issue.origin, issue.maximum);
    case 'invalid_value':
      return issue.input === undefined
        ? `is missing. It must be ${options(issue.values)}.`
        : `must be ${options(issue.values)}.`;
    case 'invalid_format':
      return 'is not written as it should be.';
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
      return 'is not in a form that is known here.';
    case 'unrecognized_keys':
    case 'custom':
      return undefined;
    default:
      return issue satisfies never;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text, in double quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list, in [ ]',
  tuple: 'a list, in [ ]',
  object: 'an object, in { }',
  record: 'an object, in { }',
};

const OR = new Intl.ListFormat('en-GB', { type: 'disjunction' });
const options = (values: readonly unknown[]): string => OR.format(values.map(String));

function tooSmall(origin: string, minimum: number | bigint): string {
  if (origin === 'string') return 'is empty.';
  return origin === 'array' ? `needs at least ${minimum}.` : `must be ${minimum} or more.`;
}

function tooBig(origin: string, maximum: number | bigint): string {
  if (origin === 'string') return `is too long: at most ${maximum} characters.`;
  return origin === 'array' ? `has too many: at most ${maximum}.` : `must be ${maximum} or less.`;
}
