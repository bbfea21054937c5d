import type { Rich } from './rich.ts';

/** What a button or form carries: ids, never text of a person's. Signed on the way out, loaded again on the way in. */
export type Value = Readonly<Record<string, string>>;

/** Signed value as adapters carry it: opaque, at most 1,900 characters (Slack's button value limit is 2,000). */
export type Token = string;

/** `quiet` is a lesser choice; `grave` is hard to undo. A tone is never the only sign: the label says what happens. */
export type Tone = 'main' | 'quiet' | 'grave';

export type Button<V = Value> =
  | {
      readonly kind: 'press';
      readonly label: string;
      readonly action: string;
      readonly value: V;
      readonly tone?: Tone;
    }
  | {
      readonly kind: 'form';
      readonly label: string;
      readonly form: string;
      readonly value: V;
      readonly tone?: Tone;
    }
  | { readonly kind: 'link'; readonly label: string; readonly url: string; readonly tone?: Tone };

export interface FactRow {
  readonly label: string;
  readonly value: Rich;
}

export interface ListRow<V = Value> {
  /** The number or short mark before the row ("M1"); empty for none. */
  readonly label: string;
  readonly text: Rich;
  readonly detail?: Rich;
  readonly buttons?: readonly Button<V>[];
}

/** Add a kind only when two features need it: every adapter's `switch` ends in `satisfies never`. */
export type Block<V = Value> =
  | { readonly kind: 'text'; readonly text: Rich }
  | { readonly kind: 'note'; readonly text: Rich }
  | { readonly kind: 'facts'; readonly rows: readonly FactRow[] }
  | { readonly kind: 'list'; readonly heading?: Rich; readonly rows: readonly ListRow<V>[] }
  | { readonly kind: 'buttons'; readonly buttons: readonly Button<V>[] }
  | { readonly kind: 'divider' };

/** One message or page. `notice` is the only text a lock screen may show (product rule 4). */
export interface Card<V = Value> {
  readonly title: Rich;
  readonly blocks: readonly Block<V>[];
  readonly notice: string;
  /** Of an ask: a button of its own ends the asking, and its words say when that stops by itself. */
  readonly endsItself?: true;
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

interface FieldBase {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly required?: boolean;
}

export type Field =
  | (FieldBase & { readonly kind: 'text'; readonly multiline?: boolean; readonly max: number })
  | (FieldBase & { readonly kind: 'date' })
  | (FieldBase & { readonly kind: 'time' })
  | (FieldBase & { readonly kind: 'number'; readonly min?: number; readonly max?: number })
  | (FieldBase & { readonly kind: 'choice'; readonly options: readonly Option[]; readonly many?: boolean })
  | (FieldBase & {
      readonly kind: 'scale';
      readonly from: number;
      readonly to: number;
      readonly ends: readonly [string, string];
    })
  | (FieldBase & { readonly kind: 'person' });

/** Field values as a person typed them; a choice of many is a list. Missing and empty mean the same. */
export type FormValues = Readonly<Record<string, string | readonly string[]>>;

/** What was typed into a field, as a list; empty for nothing. Its name may be one that every object inherits. */
export function typedIn(values: FormValues, name: string): readonly string[] {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

export interface Form<V = Value> {
  readonly form: string;
  readonly title: string;
  readonly intro?: Rich;
  readonly fields: readonly Field[];
  readonly submit: string;
  readonly context: V;
  readonly values?: FormValues;
}

export type SealedCard = Card<Token>;
export type SealedForm = Form<Token>;
export type SealedButton = Button<Token>;

export const text = (value: Rich): Block => ({ kind: 'text', text: value });
export const note = (value: Rich): Block => ({ kind: 'note', text: value });
export const facts = (rows: readonly FactRow[]): Block => ({ kind: 'facts', rows });
export const buttons = (...list: readonly Button[]): Block => ({ kind: 'buttons', buttons: list });
export const divider: Block = { kind: 'divider' };
export function list(rows: readonly ListRow[], heading?: Rich): Block {
  return heading ? { kind: 'list', heading, rows } : { kind: 'list', rows };
}
export function press(label: string, action: string, value: Value, tone?: Tone): Button {
  return tone ? { kind: 'press', label, action, value, tone } : { kind: 'press', label, action, value };
}
export function formButton(label: string, form: string, value: Value, tone?: Tone): Button {
  return tone ? { kind: 'form', label, form, value, tone } : { kind: 'form', label, form, value };
}
export const linkButton = (label: string, url: string): Button => ({ kind: 'link', label, url });
