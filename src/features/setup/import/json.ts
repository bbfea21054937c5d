import type { Problem } from './problem.ts';

/** A task force of a thousand people stays far below this. */
const MOST_BYTES = 5 * 1024 * 1024;
/** The deepest place of a task force file is 6. */
const DEEPEST = 40;

export type ReadJson =
  | { readonly state: 'ok'; readonly value: unknown }
  | { readonly state: 'bad'; readonly problem: Problem };

/**
 * Reads JSON. JSON.parse repeats pieces of the text in its messages and keeps the last of two equal names without
 * a word, so the place of a mistake is found here: line and column, both from 1, and nothing of the content.
 */
export function readJson(text: string): ReadJson {
  if (Buffer.byteLength(text) > MOST_BYTES) {
    return bad('', 'The file is larger than 5 MB. A task force file is much smaller: is it the right one?');
  }
  // Windows editors put a byte order mark first.
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const fault = findFault(json);
  if (fault) return bad(lineAndColumn(json, fault.at), fault.says);
  try {
    return { state: 'ok', value: JSON.parse(json) as unknown };
  } catch {
    return bad('', 'The file is not valid JSON.');
  }
}

const bad = (path: string, message: string): ReadJson => ({ state: 'bad', problem: { path, message } });

function lineAndColumn(text: string, at: number): string {
  const before = text.slice(0, at);
  return `line ${before.split('\n').length}, column ${at - before.lastIndexOf('\n')}`;
}

interface Fault {
  readonly at: number;
  readonly says: string;
}

type Mark = '{' | '}' | '[' | ']' | ',' | ':';
interface Token {
  readonly kind: Mark | 'string' | 'other';
  readonly end: number;
}

/** What may come next; `first` just after an opening bracket, where a closing one may follow at once. */
type Expecting = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'separator' | 'end';
interface Level {
  readonly open: '{' | '[';
  readonly keys: Set<string>;
}

const SPACE = /[ \t\n\r]*/y;
const STRING = /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[ !#-[\]-\uffff]*)*"/y;
const OTHER = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

/** The first place at which `text` is not JSON, gives a name twice in one object, or is nested too deep. */
function findFault(text: string): Fault | undefined {
  const levels: Level[] = [];
  let expecting: Expecting = 'value';
  for (let at = skipSpace(text, 0); ;) {
    const token = tokenAt(text, at);
    if (token === undefined) {
      if (expecting === 'end' && at === text.length) return undefined;
      return { at, says: unreadable(text, at, expecting) };
    }
    const step = take(token, text.slice(at, token.kind === 'string' ? token.end : at), expecting, levels);
    if ('says' in step) return { at, says: step.says };
    expecting = step.expecting;
    at = skipSpace(text, token.end);
  }
}

function skipSpace(text: string, at: number): number {
  SPACE.lastIndex = at;
  SPACE.test(text);
  return SPACE.lastIndex;
}

function tokenAt(text: string, at: number): Token | undefined {
  const mark = text[at];
  if (mark === undefined) return undefined;
  if (isMark(mark)) return { kind: mark, end: at + 1 };
  const [pattern, kind] = mark === '"' ? ([STRING, 'string'] as const) : ([OTHER, 'other'] as const);
  pattern.lastIndex = at;
  return pattern.test(text) ? { kind, end: pattern.lastIndex } : undefined;
}

const isMark = (char: string): char is Mark => '{}[],:'.includes(char);

type Step = { readonly expecting: Expecting } | { readonly says: string };

function take({ kind }: Token, text: string, expecting: Expecting, levels: Level[]): Step {
  const level = levels.at(-1);
  switch (expecting) {
    case 'first value':
    case 'value':
      if (kind === ']' && expecting === 'first value') return close(levels);
      return takeValue(kind, levels);
    case 'first key':
    case 'key':
      if (kind === '}' && expecting === 'first key') return close(levels);
      if (kind === '}') return { says: 'There is a comma too many before this.' };
      if (kind !== 'string') return { says: 'A name in double quotes belongs here.' };
      return takeKey(text, level);
    case 'colon':
      return kind === ':' ? { expecting: 'value' } : { says: 'A colon is missing before this.' };
    case 'separator':
      if (kind === ',') return { expecting: level?.open === '{' ? 'key' : 'value' };
      if (kind === (level?.open === '{' ? '}' : ']')) return close(levels);
      return { says: `A comma or a closing ${level?.open === '{' ? '}' : ']'} is missing before this.` };
    case 'end':
      return { says: 'The file should end before this.' };
    default:
      return expecting satisfies never;
  }
}

function takeValue(kind: Token['kind'], levels: Level[]): Step {
  if (kind === '{' || kind === '[') {
    if (levels.length >= DEEPEST) return { says: 'Nothing in a task force file is nested this deep.' };
    levels.push({ open: kind, keys: new Set() });
    return { expecting: kind === '{' ? 'first key' : 'first value' };
  }
  if (kind === ']' || kind === '}')
    return { says: 'A value is missing, or there is a comma too many before this.' };
  if (kind === ',' || kind === ':') return { says: 'A value is missing before this.' };
  return after(levels);
}

function takeKey(text: string, level: Level | undefined): Step {
  const key = String(JSON.parse(text));
  if (level?.keys.has(key)) return { says: 'This name stands twice in the same object. Keep one.' };
  level?.keys.add(key);
  return { expecting: 'colon' };
}

function close(levels: Level[]): Step {
  levels.pop();
  return after(levels);
}

const after = (levels: readonly Level[]): Step => ({ expecting: levels.length > 0 ? 'separator' : 'end' });

function unreadable(text: string, at: number, expecting: Expecting): string {
  if (at === text.length) return 'The file ends too early.';
  if (text[at] === '"')
    return 'The text that begins here has no closing quote on its line, or a stray backslash.';
  if (expecting === 'end') return 'The file should end before this.';
  return 'Something here is not JSON. Text needs double quotes.';
}
