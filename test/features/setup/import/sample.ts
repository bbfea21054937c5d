import { readFileSync } from 'node:fs';

export const SAMPLE_TEXT = readFileSync(
  new URL('../../../../src/demo/sample-taskforce.json', import.meta.url),
  'utf8',
);

/** A fresh copy, free to be changed. */
export const sample = (): unknown => JSON.parse(SAMPLE_TEXT) as unknown;

type Step = string | number;

/** "members[3].agencyId" as its parts. */
export const stepsOf = (path: string): readonly Step[] =>
  (path.match(/\[\d+\]|[^.[\]]+/g) ?? []).map((step) =>
    step.startsWith('[') ? Number(step.slice(1, -1)) : step,
  );

type Holder = Record<Step, unknown>;
const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null;

export function valueAt(json: unknown, path: string): unknown {
  return stepsOf(path).reduce<unknown>((value, step) => (isHolder(value) ? value[step] : undefined), json);
}

export function exists(json: unknown, path: string): boolean {
  const steps = stepsOf(path);
  const last = steps.at(-1);
  if (last === undefined) return true;
  const holder = steps
    .slice(0, -1)
    .reduce<unknown>((value, step) => (isHolder(value) ? value[step] : undefined), json);
  return isHolder(holder) && Object.hasOwn(holder, last);
}

export const parentOf = (path: string): string => path.replace(/(?:\.?[^.[\]]+|\[\d+\])$/, '');

/** Sets a value in place; undefined removes it. */
export function set(json: unknown, path: string, value: unknown): void {
  const steps = stepsOf(path);
  const last = steps.at(-1);
  const holder = valueAt(json, parentOf(path));
  if (last === undefined || !isHolder(holder)) throw new Error('no such place in the sample');
  if (value !== undefined) holder[last] = value;
  else if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete holder[last];
}

/** The sample with some places changed. */
export function changed(changes: Readonly<Record<string, unknown>>): unknown {
  const json = sample();
  for (const [path, value] of Object.entries(changes)) set(json, path, value);
  return json;
}

/** Every place of the sample that holds no object or list. */
export function leaves(json: unknown, path = ''): readonly string[] {
  if (!isHolder(json)) return [path];
  const entries = Array.isArray(json)
    ? json.map((value: unknown, index) => [`${path}[${index}]`, value] as const)
    : Object.entries(json).map(([key, value]) => [path === '' ? key : `${path}.${key}`, value] as const);
  return entries.flatMap(([inner, value]) => leaves(value, inner));
}
