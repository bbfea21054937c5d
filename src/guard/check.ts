import { stored, type Checked } from './checked.ts';
import { fold, type Folded } from './fold.ts';
import { HARD_RULES } from './rules.ts';
import type { HitKind, Pattern, Rule } from './rule.ts';

/** One place in the text that was refused: half-open, in UTF-16 units of the original. It holds no words of it. */
export interface Hit {
  readonly kind: HitKind;
  readonly start: number;
  readonly end: number;
  readonly overridable: boolean;
  /** For people, with its article: "a birth date". */
  readonly words: string;
}

export type Verdict =
  | { readonly state: 'clean'; readonly text: Checked }
  | { readonly state: 'blocked'; readonly hits: readonly [Hit, ...Hit[]] };

/** Longest text that is read, in UTF-16 units; more is refused. Far above any field that Convener has. */
export const LONGEST_TEXT = 20_000;
/** How much of the sentence around a match decides about it. */
const CONTEXT = 80;

/**
 * Reads a free text before it is stored or posted. `declaredPublic`: a chair says that an address or phone in it
 * is an office or a public place, so kinds that may be overridden pass. Never throws; can miss things.
 */
export function check(text: string, options: { readonly declaredPublic?: boolean } = {}): Verdict {
  const found = text.length > LONGEST_TEXT ? [tooLong(text)] : hardHits(fold(text));
  const [first, ...rest] = merge(found).filter(
    (hit) => !(hit.overridable && options.declaredPublic === true),
  );
  return first === undefined
    ? { state: 'clean', text: stored(text) }
    : { state: 'blocked', hits: [first, ...rest] };
}

function tooLong(text: string): Hit {
  return {
    kind: 'too-long',
    start: LONGEST_TEXT,
    end: text.length,
    overridable: false,
    words: 'the end of a text too long to check',
  };
}

function hardHits(folded: Folded): Hit[] {
  return HARD_RULES.flatMap((rule) => rule.patterns.flatMap((pattern) => patternHits(folded, rule, pattern)));
}

function patternHits(folded: Folded, { kind, overridable, words }: Rule, pattern: Pattern): Hit[] {
  return matches(folded.text, pattern).map(([from, to]) => {
    return { kind, start: folded.starts[from] ?? 0, end: folded.ends[to - 1] ?? 0, overridable, words };
  });
}

/** The places, in the folded text, where the pattern holds with all its conditions. */
function matches(text: string, pattern: Pattern): [from: number, to: number][] {
  // A copy of it would be compiled anew for every text.
  const { find } = pattern;
  find.lastIndex = 0;
  const places: [number, number][] = [];
  for (let match = find.exec(text); match !== null; match = find.exec(text)) {
    const name = match.groups?.['name'];
    if (name !== undefined && !isSomeone(name, pattern)) {
      // "Training Keisha (15)": the next word may be the name, so read on right after this one.
      find.lastIndex = match.index + match[0].indexOf(name) + name.length;
    } else if (holds(text, match.index, find.lastIndex, pattern)) places.push([match.index, find.lastIndex]);
  }
  return places;
}

function isSomeone(word: string, { name }: Pattern): boolean {
  const plain = word.toLowerCase();
  return (name?.among?.has(plain) ?? true) && !(name?.not?.has(plain) ?? false);
}

function holds(text: string, from: number, to: number, { near, unless }: Pattern): boolean {
  const before = sentenceBefore(text, from);
  if (near !== undefined && !near.test(before)) return false;
  if (unless?.before?.test(before) === true) return false;
  return unless?.after?.test(text.slice(to, to + CONTEXT)) !== true;
}

function sentenceBefore(text: string, index: number): string {
  const before = text.slice(Math.max(0, index - CONTEXT), index);
  const sentences = before.split(/[.!?] (?=[A-Z])/);
  return sentences.at(-1) ?? before;
}

/** In order; one hit where two of a kind overlap, and none inside another that is at least as strict. */
function merge(hits: readonly Hit[]): Hit[] {
  const merged: Hit[] = [];
  for (const hit of hits.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const same = merged.findLast((other) => other.kind === hit.kind);
    if (same !== undefined && hit.start < same.end) {
      merged[merged.lastIndexOf(same)] = { ...same, end: Math.max(same.end, hit.end) };
    } else if (!merged.some((other) => covers(other, hit))) merged.push(hit);
  }
  return merged;
}

function covers(outer: Hit, inner: Hit): boolean {
  return outer.start <= inner.start && inner.end <= outer.end && (inner.overridable || !outer.overridable);
}
