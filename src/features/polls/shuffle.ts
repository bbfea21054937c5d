import { randomInt } from 'node:crypto';

/** In an order that nobody can foretell. */
export function shuffled<T>(rows: readonly T[]): readonly T[] {
  const left = [...rows];
  return rows.map(() => left.splice(randomInt(left.length), 1)[0]!);
}
