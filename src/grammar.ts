import { closest, distance } from 'fastest-levenshtein';
import { grantOf, type Role } from './kernel/access.ts';
import type { Command, RawArgs } from './kernel/command.ts';
import { rich, sentences, typed, type Rich } from './kernel/rich.ts';

/** What a typed line means. `problem` is words for the person; nothing was done. */
export type Parsed<Tx> =
  | { readonly state: 'run'; readonly command: Command<Tx>; readonly args: RawArgs }
  | { readonly state: 'form'; readonly command: Command<Tx>; readonly form: string }
  | { readonly state: 'problem'; readonly message: Rich };

export interface Grammar<Tx> {
  readonly commands: readonly Command<Tx>[];
  parse(text: string): Parsed<Tx>;
  /** What could come next, best first, at most ten; only what these roles may do. */
  complete(typed: string, roles: readonly Role[]): readonly string[];
  allowed(roles: readonly Role[]): readonly Command<Tx>[];
}

export const HELP = 'help';
const OPTION = /^(?:--|—|–)([a-z][a-z-]*)(?:=(.*))?$/iu;
const MAX_LENGTH = 2000;

// A quoted part stays one word; phones turn the quotes into curly ones and two hyphens into a long dash.
const WORD = /[“"„]([^”"“]*)[”"“]|\S+/gu;

interface Word {
  readonly text: string;
  readonly quoted: boolean;
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(WORD)].map((match) => ({
    text: match[1] ?? match[0],
    quoted: match[1] !== undefined,
  }));
}

const camel = (name: string): string =>
  name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Typed in another order: two letters changed places. */
const sameLetters = (a: string, b: string): boolean => sorted(a) === sorted(b);
const sorted = (word: string): string => Array.from(word).toSorted().join('');

function nearest(word: string, among: readonly string[]): string | undefined {
  if (word === '' || among.length === 0) return undefined;
  const swapped = among.find((each) => sameLetters(word, each));
  if (swapped !== undefined) return swapped;
  const best = closest(word, [...among]);
  return distance(word, best) <= Math.max(1, Math.floor(word.length / 3)) ? best : undefined;
}

interface Split {
  readonly plain: readonly Word[];
  readonly options: ReadonlyMap<string, string>;
  readonly problem?: string;
}

function splitOptions<Tx>(command: Command<Tx>, words: readonly Word[]): Split {
  const plain: Word[] = [];
  const options = new Map<string, string>();
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]!;
    const match = word.quoted ? null : OPTION.exec(word.text);
    if (!match) {
      plain.push(word);
      continue;
    }
    const name = match[1]!.toLowerCase();
    if (!command.options.includes(name)) return { plain, options, problem: unknownOption(command, name) };
    let value = match[2];
    if (value === undefined) {
      index += 1;
      value = words[index]?.text;
    }
    if (value === undefined || value === '')
      return { plain, options, problem: `--${name} needs something after it.` };
    options.set(camel(name), value);
  }
  return { plain, options };
}

function unknownOption<Tx>(command: Command<Tx>, name: string): string {
  const near = nearest(name, command.options);
  if (near) return `There is no --${name} here. Did you mean --${near}?`;
  const known = command.options.map((option) => `--${option}`).join(', ');
  return known ? `There is no --${name} here. You can use ${known}.` : `There is no --${name} here.`;
}

type Bound =
  | { readonly args: RawArgs }
  | { readonly problem: string }
  /** A word was left out: asked for, with an example. */
  | { readonly asks: string };

function bind<Tx>(command: Command<Tx>, { plain, options }: Split): Bound {
  const args: Record<string, string> = Object.fromEntries(options);
  command.words.forEach((name, index) => {
    const word = plain[index];
    if (word) args[name] = word.text;
  });
  const left = plain.slice(command.words.length);
  if (left.length > 0 && !command.rest)
    return { problem: 'There are more words here than this command takes.' };
  if (left.length > 0)
    args[command.rest!] = left
      .map((word) => (word.quoted && left.length > 1 ? `"${word.text}"` : word.text))
      .join(' ');
  const missing = [...command.required].find((name) => args[name] === undefined);
  if (missing === undefined) return { args };
  return { asks: command.asks ?? `${missing[0]!.toUpperCase()}${missing.slice(1)} is missing.` };
}

/** The commands that these roles may use. */
export const allowedTo = <Tx>(
  commands: readonly Command<Tx>[],
  roles: readonly Role[],
): readonly Command<Tx>[] => commands.filter((command) => grantOf(command.access, roles) !== undefined);

/** Builds the grammar from the commands' definitions. Two commands of one path are a bug: throws. */
export function createGrammar<Tx>(commands: readonly Command<Tx>[]): Grammar<Tx> {
  const named = commands.flatMap((command) =>
    [command.path, ...command.aliases].map((path) => [path, command] as const),
  );
  const byPath = new Map(named);
  if (byPath.size !== named.length) throw new Error('two commands have the same path');
  const paths = [...byPath.keys()].sort();
  const deepest = Math.max(1, ...paths.map((path) => path.split(' ').length));

  const find = (words: readonly Word[]): { command: Command<Tx>; depth: number } | undefined => {
    for (let depth = deepest; depth > 0; depth -= 1) {
      const path = words
        .slice(0, depth)
        .map((word) => word.text.toLowerCase())
        .join(' ');
      const command = words.length >= depth ? byPath.get(path) : undefined;
      if (command) return { command, depth };
    }
    return undefined;
  };

  const unknown = (words: readonly Word[]): Parsed<Tx> => {
    const said = words.slice(0, 2).map((word) => word.text.toLowerCase());
    const near =
      nearest(said.join(' '), paths) ??
      nearest(said[0] ?? '', paths) ??
      paths.find((path) => path.startsWith(`${said[0]} `));
    return {
      state: 'problem',
      message: sentences(
        rich`I do not know that command.`,
        near !== undefined && rich`Did you mean ${typed(near)}?`,
        rich`${typed(HELP)} lists what you can do.`,
      ),
    };
  };

  /** Nothing typed, "agenda help" and "agenda --help" ask for help, as "help agenda" does. */
  const askedForHelp = (words: readonly Word[]): readonly Word[] | undefined => {
    const help: Word = { text: HELP, quoted: false };
    if (words.length === 0) return [help];
    const last = words.at(-1)!;
    const about = words.slice(0, -1);
    const asked = !last.quoted && /^(?:--|—|–)?help$/i.test(last.text);
    if (!asked || about.length === 0) return undefined;
    const path = about.map((word) => word.text.toLowerCase()).join(' ');
    return paths.some((each) => each === path || each.startsWith(`${path} `)) ? [help, ...about] : undefined;
  };

  const misdirected = (command: Command<Tx>, word: string): string | undefined => {
    const siblings = paths
      .filter((path) => path.startsWith(`${command.path} `))
      .map((path) => path.slice(command.path.length + 1));
    const near = nearest(word.toLowerCase(), siblings);
    return near && `${command.path} ${near}`;
  };

  return {
    commands,
    parse(text) {
      if (text.length > MAX_LENGTH)
        return { state: 'problem', message: rich`That is too long: ${MAX_LENGTH} characters are the most.` };
      const said = wordsOf(
        text
          .trim()
          .replace(/^\//u, '')
          .replace(/^convener(\s+|$)/iu, ''),
      );
      const words = askedForHelp(said) ?? said;
      const found = find(words);
      if (!found) return unknown(words);
      const { command } = found;
      const given = words.slice(found.depth);
      if (given.length === 0 && command.form) return { state: 'form', command, form: command.form };
      const split = splitOptions(command, given);
      const bound = split.problem === undefined ? bind(command, split) : { problem: split.problem };
      if ('args' in bound) return { state: 'run', command, args: bound.args };
      if ('asks' in bound)
        return { state: 'problem', message: rich`${bound.asks} Like ${typed(command.example)}.` };
      const meant = given[0] && misdirected(command, given[0].text);
      const hint = meant ? rich`Did you mean ${typed(meant)}?` : rich`Like this: ${typed(command.usage)}`;
      return { state: 'problem', message: sentences(rich`${bound.problem}`, hint) };
    },
    allowed: (roles) => allowedTo(commands, roles),
    complete(typed, roles) {
      const start = typed.trimStart().replace(/^\//u, '').toLowerCase();
      const known = this.allowed(roles);
      // The words a command begins with come before what may follow them.
      const whole = known
        .map(({ path }) => path)
        .filter((path) => path.startsWith(start))
        .toSorted((a, b) => a.split(' ').length - b.split(' ').length);
      const command = known
        .filter(({ path }) => start === path || start.startsWith(`${path} `))
        .toSorted((a, b) => b.path.length - a.path.length)[0];
      const last = /(?:^|\s)(--[a-z-]*)$/u.exec(typed)?.[1];
      const options =
        command && (last || /\s$/u.test(typed))
          ? command.options.filter(
              (option) => !start.includes(`--${option} `) && `--${option}`.startsWith(last ?? '--'),
            )
          : [];
      const stem = last ? typed.slice(0, typed.length - last.length) : typed;
      return [...whole, ...options.map((option) => `${stem}--${option} `)].slice(0, 10);
    },
  };
}
