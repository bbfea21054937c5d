import { isThing, list, thing, words, type Thing } from './json.ts';

/** One reason why Slack would refuse, worded as it does. `code` is the error of the whole call. */
export interface Problem {
  readonly code: string;
  readonly message: string;
}

export type Say = (message: string, pointer: string, code?: string) => void;
/** A rule looks at a value that stands at a JSON pointer. */
export type Rule = (value: unknown, at: string, say: Say) => void;

/** Slack counts characters; UTF-16 units are never fewer. */
export function sized(max: number, min = 1): Rule {
  return (value, at, say) => {
    if (typeof value !== 'string') return say('must provide a string', at);
    if (value.length < min) say(`must be more than ${min - 1} characters`, at);
    if (value.length > max) say(`must be less than ${max + 1} characters`, at);
  };
}

export function oneOf(...allowed: readonly string[]): Rule {
  return (value, at, say) => {
    if (typeof value !== 'string' || !allowed.includes(value)) say('must be a valid enum value', at);
  };
}

export function matching(pattern: RegExp, what: string): Rule {
  return (value, at, say) => {
    if (typeof value !== 'string' || !pattern.test(value)) say(`must be a valid ${what}`, at);
  };
}

export const flag: Rule = (value, at, say) => {
  if (typeof value !== 'boolean') say('must provide a boolean', at);
};

export function whole(min: number, max = Number.MAX_SAFE_INTEGER): Rule {
  return (value, at, say) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) return say('must provide an integer', at);
    if (value < min || value > max) say(`must be between ${min} and ${max}`, at);
  };
}

export function items(rule: Rule, max: number, min = 1): Rule {
  return (value, at, say) => {
    if (!Array.isArray(value)) return say('must provide an array', at);
    if (value.length < min) say(`no fewer than ${min} items allowed`, at);
    if (value.length > max) say(`no more than ${max} items allowed`, at);
    for (const [index, each] of value.entries()) rule(each, `${at}/${index}`, say);
  };
}

/** An object with these fields and no others: Slack refuses what it does not know. */
export function shape(
  required: Readonly<Record<string, Rule>>,
  optional: Readonly<Record<string, Rule>> = {},
): Rule {
  return (value, at, say) => {
    if (!isThing(value)) return say('must provide an object', at);
    for (const name of Object.keys(required))
      if (value[name] === undefined) say(`missing required field: ${name}`, at);
    for (const [name, each] of Object.entries(value)) {
      if (each === undefined) continue;
      const rule = required[name] ?? optional[name];
      if (rule) rule(each, `${at}/${name}`, say);
      else if (name !== 'type') say(`invalid additional property: ${name}`, at);
    }
  };
}

export function kinds(rules: Readonly<Record<string, Rule>>): Rule {
  return (value, at, say) => {
    const type = words(thing(value)['type']);
    const rule = Object.hasOwn(rules, type) ? rules[type] : undefined;
    if (rule) rule(value, at, say);
    else say(`unsupported type: ${type}`, `${at}/type`);
  };
}

export function both(...rules: readonly Rule[]): Rule {
  return (value, at, say) => {
    for (const rule of rules) rule(value, at, say);
  };
}

export const plainText = (max: number): Rule =>
  kinds({ plain_text: shape({ text: sized(max) }, { emoji: flag }) });
export const anyText = (max: number): Rule =>
  kinds({
    plain_text: shape({ text: sized(max) }, { emoji: flag }),
    mrkdwn: shape({ text: sized(max) }, { verbatim: flag }),
  });

/** Every object in a value, with its pointer, outermost first. */
export function* everything(value: unknown, at = ''): Generator<readonly [Thing, string]> {
  if (isThing(value)) {
    yield [value, at];
    for (const [name, each] of Object.entries(value)) yield* everything(each, `${at}/${name}`);
  } else for (const [index, each] of list(value).entries()) yield* everything(each, `${at}/${index}`);
}
