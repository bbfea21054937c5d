/** Something in the file, and where. */
export interface Place {
  readonly path: string;
  readonly value: unknown;
}

/**
 * Everything at a place of the file as it came: "polls[].ballots[].memberId", where [] is each row of a list.
 * What is missing or has another shape is left out: telling about that is the schemas' work.
 */
export function placesAt(file: unknown, pattern: string): readonly Place[] {
  const steps = pattern.match(/\[\]|[^.[\]]+/g) ?? [];
  return steps.reduce<readonly Place[]>(
    (places, step) => places.flatMap((place) => into(place, step)),
    [{ path: '', value: file }],
  );
}

function into({ path, value }: Place, step: string): readonly Place[] {
  if (step === '[]') {
    if (!Array.isArray(value)) return [];
    return value.map((each: unknown, index) => ({ path: `${path}[${index}]`, value: each }));
  }
  const found = fieldOf(value, step);
  if (found === undefined || found === null) return [];
  return [{ path: path === '' ? step : `${path}.${step}`, value: found }];
}

/** The field of an object, or undefined. */
export function fieldOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}
