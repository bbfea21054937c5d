import type { Field, Option } from './card.ts';

/** A label that every platform shows whole: Slack and Teams cut longer ones. */
export const shortLabel = (label: string): string => label.slice(0, 75);

/** A scale as options, as many as a platform can carry and one more (so that it can tell); its ends say what they mean. */
export function scaleOptions(
  { from, to, ends: [low, high] }: Field & { kind: 'scale' },
  most = Infinity,
): readonly Option[] {
  const count = Math.min(Math.max(0, Math.floor(to) - Math.ceil(from) + 1), most + 1);
  return Array.from({ length: count }, (_, index) => {
    const value = String(Math.ceil(from) + index);
    const end = index === 0 ? low : index === count - 1 ? high : '';
    return { value, label: end ? `${value}: ${end}` : value };
  });
}

/** Options that a platform can carry, each value once; what is chosen already is never the one left out. */
export function fittingOptions(
  options: readonly Option[],
  chosen: readonly string[],
  { most, canCarry }: { readonly most: number; readonly canCarry: (option: Option) => boolean },
): readonly Option[] {
  const fits = options.filter(
    (option, index) => canCarry(option) && options.findIndex(({ value }) => value === option.value) === index,
  );
  const first = fits.slice(0, most);
  const missing = fits.slice(most).filter(({ value }) => chosen.includes(value));
  return [...first.slice(0, most - missing.length), ...missing].slice(0, most);
}

/** What was typed into a field with a kind of its own, if a platform may show it there: else it refuses the whole form. */
export const typedDate = (typed: string): string | undefined =>
  /^\d{4}-\d{2}-\d{2}$/.test(typed) ? typed : undefined;
export const typedTime = (typed: string): string | undefined =>
  /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(typed) ? typed : undefined;
export function typedNumber({ min, max }: Field & { kind: 'number' }, typed: string): number | undefined {
  const number = /^-?\d{1,15}$/.test(typed) ? Number(typed) : undefined;
  const inside = number !== undefined && number >= (min ?? -Infinity) && number <= (max ?? Infinity);
  return inside ? number : undefined;
}
