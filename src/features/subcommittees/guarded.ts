import { check, type Checked, type Verdict } from '../../guard/index.ts';
import { listed } from '../../kernel/listed.ts';

/** Why a text was not saved (COPY 7); it repeats none of the words. */
const refusalOf = ({ hits }: Extract<Verdict, { state: 'blocked' }>): string =>
  `Not saved: this may point to a person. It looks like ${listed(new Set(hits.map((hit) => hit.words)))}. Please take that out. This check can be wrong, and it can miss things. If your law lets you share this, do it in person or by phone, not here.`;

/** A text the guard has read, or why it was not saved. */
export function guarded(
  text: string,
): { readonly text: Checked; readonly why?: never } | { readonly text?: never; readonly why: string } {
  const verdict = check(text);
  return verdict.state === 'clean' ? { text: verdict.text } : { why: refusalOf(verdict) };
}
