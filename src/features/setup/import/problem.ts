import { distance } from 'fastest-levenshtein';
import { check } from '../../../guard/index.ts';

/** One thing to put right in the file. `path` is where ("members[3].agencyId"), empty for the file as a whole. */
export interface Problem {
  readonly path: string;
  /** For people: what is wrong and what to do. It repeats ids at most, never names or free text. */
  readonly message: string;
}

/** What an id may look like: it goes into links, logs and audit rows. */
export const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

/** How many problems are shown: more help no one. */
export const MOST_PROBLEMS = 200;

/** Candidates a near miss is looked for among: enough for real files, and cheap for hostile ones. */
const MOST_CANDIDATES = 2000;

/** Whether `id` may be repeated in a message: by its form it is an id, and it holds nothing about a person. */
export const isShowable = (id: string): boolean => ID.test(id) && check(id).state === 'clean';

/** " Did you mean 'lcso'?", or nothing when no candidate is close. */
export function didYouMean(typed: string, candidates: Iterable<string>): string {
  const found = closest(typed, candidates);
  return found === undefined || !isShowable(found) ? '' : ` Did you mean '${found}'?`;
}

function closest(typed: string, candidates: Iterable<string>): string | undefined {
  if (typed.length > 64) return undefined;
  const most = typed.length <= 3 ? 1 : typed.length <= 8 ? 2 : 3;
  let best: { readonly text: string; readonly far: number; readonly alone: boolean } | undefined;
  let tried = 0;
  for (const text of candidates) {
    if ((tried += 1) > MOST_CANDIDATES) break;
    const far = farness(typed.toLowerCase(), text.toLowerCase());
    if (far > most || far > (best?.far ?? Infinity)) continue;
    best = { text, far, alone: far !== best?.far };
  }
  // Where ids are numbered all are close, and a guess helps no one.
  return best?.alone ? best.text : undefined;
}

/** Edits from one to the other; letters in another order are one slip of the fingers. */
const farness = (a: string, b: string): number => (a !== b && sorted(a) === sorted(b) ? 1 : distance(a, b));

const sorted = (text: string): string => Array.from(text).toSorted().join('');

/** "members[3].agencyId" from its parts. */
export function pathText(parts: readonly PropertyKey[]): string {
  return parts.reduce<string>((path, part) => {
    if (typeof part === 'number') return `${path}[${part}]`;
    return path === '' ? String(part) : `${path}.${String(part)}`;
  }, '');
}

/** "members[3].agencyId: there is no agency 'xyz'." */
export const problemText = ({ path, message }: Problem): string =>
  path === '' ? message : `${path}: ${message}`;
