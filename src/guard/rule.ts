/** What a hit points at. Audit rows and cards name the kind, never the words that were found. */
export type HitKind =
  | 'ssn'
  | 'birth-date'
  | 'alien-number'
  | 'passport'
  | 'medical-record'
  | 'case-number'
  | 'student-id'
  | 'identity-number'
  | 'plate'
  | 'ip-address'
  | 'email'
  | 'handle'
  | 'initials-age'
  | 'name-age'
  | 'person-age'
  | 'initials'
  | 'treatment'
  | 'criminal-history'
  | 'operation'
  | 'address'
  | 'phone'
  | 'too-long';

/** One way a kind shows itself. All expressions read folded text (see fold.ts): plain characters, single spaces. */
export interface Pattern {
  /** In plain words, so that a practitioner can check the table. */
  readonly says: string;
  /** An invented example it must catch; a test keeps this true. */
  readonly like: string;
  /** Every repeat in it has an upper limit, so that a hostile text costs linear time. Flag g. */
  readonly find: RegExp;
  /** Must stand in the words just before, in the same sentence. */
  readonly near?: RegExp;
  /** Words just before or after that make it harmless. */
  readonly unless?: { readonly before?: RegExp; readonly after?: RegExp };
  /** What the group `name` of `find` must, or must not, be (lower case). */
  readonly name?: { readonly among?: ReadonlySet<string>; readonly not?: ReadonlySet<string> };
}

/** One entry per kind. */
export interface Rule {
  readonly kind: HitKind;
  /** For people, with its article: "The marked words look like {a birth date}". */
  readonly words: string;
  /** May a chair declare it an office or a public place? (PRODUCT rule 2) */
  readonly overridable: boolean;
  readonly patterns: readonly Pattern[];
}

/** A pattern for any mix of capitals. Spaces count; `\\` is a single backslash as in String.raw. */
export function anyCase(parts: TemplateStringsArray, ...pieces: string[]): RegExp {
  return new RegExp(String.raw(parts, ...pieces), 'giu');
}

/** A pattern that minds capitals, for names, initials and plates. */
export function exactCase(parts: TemplateStringsArray, ...pieces: string[]): RegExp {
  return new RegExp(String.raw(parts, ...pieces), 'gu');
}
