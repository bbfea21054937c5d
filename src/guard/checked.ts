declare const checkedBrand: unique symbol;

/** The only free text a store accepts: it passed the guard, or was stored after passing it. */
export type Checked = string & { readonly [checkedBrand]: true };

/**
 * Marks text that needs no new check: what a store gives back, or Convener's own fixed words.
 * Never for anything a person just typed: that goes through `check`.
 */
export function stored(text: string): Checked {
  return text as Checked;
}
