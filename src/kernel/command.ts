import { z } from 'zod';
import type { Action } from './access.ts';
import type { ActorContext } from './feature.ts';
import { errorsByField, inPlainWords } from './field-errors.ts';
import { asWords, type Outcome } from './outcome.ts';

/** Words and options as typed, by argument name. */
export type RawArgs = Readonly<Record<string, string>>;

export type ArgErrors = { readonly state: 'bad'; readonly message: string };

/** A command as the grammar knows it: one definition gives parsing, usage, help, completion and the manifests. */
export interface Command<Tx> {
  readonly path: string;
  /** Other paths that mean the same. */
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly access: Action;
  /** Changes nothing. */
  readonly reads: boolean;
  /** Its answer is not given where others can read what was asked. */
  readonly secret: boolean;
  /** Arguments given by place, in order. */
  readonly words: readonly string[];
  /** The argument that takes all remaining words. */
  readonly rest: string | undefined;
  /** Arguments given as `--name value`. */
  readonly options: readonly string[];
  readonly required: ReadonlySet<string>;
  /** "agenda add TITLE [--minutes MINUTES]" */
  readonly usage: string;
  /** One line as a person would type it: "agenda add Budget". Its usage where it has no arguments to think of. */
  readonly example: string;
  /** What is asked when a word is left out: "Which topic?" */
  readonly asks: string | undefined;
  /** The form this command opens when it is typed without arguments. */
  readonly form: string | undefined;
  run(ctx: ActorContext<Tx>, args: RawArgs): Promise<Outcome | ArgErrors>;
}

interface CommandSpec<Tx, Shape extends z.ZodRawShape> {
  readonly path: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly access: Action;
  readonly reads?: boolean;
  readonly secret?: boolean;
  /** z.object({}) for a command without arguments. */
  readonly args: z.ZodObject<Shape>;
  readonly words?: readonly (keyof Shape & string)[];
  readonly rest?: keyof Shape & string;
  readonly form?: string;
  readonly example?: string;
  readonly asks?: string;
  run(ctx: ActorContext<Tx>, args: z.output<z.ZodObject<Shape>>): Promise<Outcome>;
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Defines a command. Argument messages come from its zod schema, so write them for people. */
export function command<Tx, Shape extends z.ZodRawShape>(spec: CommandSpec<Tx, Shape>): Command<Tx> {
  const { args } = spec;
  const byPlace: readonly string[] = [...(spec.words ?? []), ...(spec.rest ? [spec.rest] : [])];
  const names = Object.keys(args.shape);
  const options = names.filter((name) => !byPlace.includes(name));
  const required = new Set(names.filter((name) => !z.safeParse(args.shape[name]!, undefined).success));
  const shown = (name: string, text: string) => (required.has(name) ? text : `[${text}]`);
  const places = byPlace.map((name) => shown(name, name.toUpperCase()));
  return {
    path: spec.path,
    aliases: spec.aliases ?? [],
    summary: spec.summary,
    access: spec.access,
    reads: spec.reads ?? false,
    secret: spec.secret ?? false,
    words: spec.words ?? [],
    rest: spec.rest,
    options: options.map(kebab),
    required,
    usage: [
      spec.path,
      ...places,
      ...options.map((name) => shown(name, `--${kebab(name)} ${name.toUpperCase()}`)),
    ].join(' '),
    example: spec.example ?? [spec.path, ...places.filter((place) => !place.startsWith('['))].join(' '),
    asks: spec.asks,
    form: spec.form,
    async run(ctx, raw) {
      const parsed = args.safeParse(raw, { error: inPlainWords });
      if (parsed.success) return spec.run(ctx, parsed.data);
      const [[name, message]] = Object.entries(errorsByField(parsed.error)) as [[string, string]];
      const label = options.includes(name) ? `--${kebab(name)}` : asWords(name);
      return { state: 'bad', message: name === 'form' ? message : `${label}: ${message}` };
    },
  };
}
