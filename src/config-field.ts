import { z } from 'zod';

/** A variable that may be missing; set to nothing means the same. */
export const optional = z
  .string()
  .transform((value) => value.trim())
  .transform((value) => (value === '' ? undefined : value))
  .optional();
