/** JSON from outside: nothing is known of it until it is asked. */
export type Thing = Readonly<Record<string, unknown>>;

export const isThing = (value: unknown): value is Thing =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const thing = (value: unknown): Thing => (isThing(value) ? value : {});
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const words = (value: unknown): string => (typeof value === 'string' ? value : '');
export const isTrue = (value: unknown): boolean => value === true || value === 'true' || value === '1';
