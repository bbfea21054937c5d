import type { ActorContext, Command, Feature } from './db/context.ts';
import type { Tx } from './db/types.ts';
import { createGrammar, type Grammar } from './grammar.ts';
import { check } from './guard/index.ts';
import type { Action, Role } from './kernel/access.ts';
import type { FormValues } from './kernel/card.ts';
import type { Intent } from './kernel/intent.ts';
import { answered, refused, type Outcome, type Reply } from './kernel/outcome.ts';
import { rich, typed } from './kernel/rich.ts';
import type { Opened } from './seal.ts';

/** Someone's intent, made out: what it needs, and how to do it. */
export interface Work {
  readonly access: Action;
  readonly reads: boolean;
  run(ctx: ActorContext): Promise<Outcome>;
}

export const UNKNOWN: Reply = refused(
  'unknown',
  rich`That is not here any more, or not for you. Open the page again and try from there.`,
);

type Registry<T> = ReadonlyMap<string, T>;

/** One map of what all features offer under one heading. Two of one name are a bug: throws. */
export function registry<T>(
  features: readonly Feature[],
  pick: (feature: Feature) => Readonly<Record<string, T>> | undefined,
): Registry<T> {
  const entries = features.flatMap((feature) => Object.entries(pick(feature) ?? {}));
  const made = new Map(entries);
  if (made.size !== entries.length) throw new Error('two features use one name');
  return made;
}

const noMention = async (): Promise<Outcome> =>
  answered(refused('not-now', rich`Please write to me directly: others can read what is typed here.`));

/** Makes intents out: which access they need, and what to run. */
export function createWorks(features: readonly Feature[], grammar: Grammar<Tx>) {
  const presses = registry(features, (feature) => feature.presses);
  const forms = registry(features, (feature) => feature.forms);
  const onMention = features.find((feature) => feature.onMention)?.onMention ?? noMention;

  /** What to say of a line that was not understood: only of commands that this person may use. */
  function corrected(text: string, roles: readonly Role[]): Reply {
    const parsed = createGrammar(grammar.allowed(roles)).parse(text);
    if (parsed.state !== 'problem') return UNKNOWN;
    return refused('bad-input', parsed.message);
  }

  function commandWork(text: string): Work | Reply {
    const parsed = grammar.parse(text);
    switch (parsed.state) {
      case 'problem':
        return {
          access: 'own profile',
          reads: true,
          run: async ({ actor }) => answered(corrected(text, actor.roles)),
        };
      case 'form': {
        const form = forms.get(parsed.form);
        if (!form) throw new Error(`no form ${parsed.form}`);
        return { access: parsed.command.access, reads: true, run: (ctx) => form.open(ctx, {}) };
      }
      case 'run': {
        const { command, args } = parsed;
        const run = async (ctx: ActorContext): Promise<Outcome> => {
          const outcome = await command.run(ctx, args);
          return 'state' in outcome
            ? answered(refused('bad-input', rich`${outcome.message} Like this: ${typed(command.usage)}`))
            : outcome;
        };
        return { access: command.access, reads: command.reads, run };
      }
      default:
        return parsed satisfies never;
    }
  }

  /** The command in it, if there is no free text beside it: ids and codes are one word each, and the guard lets them pass. */
  function bareCommand(text: string): Command | undefined {
    const parsed = grammar.parse(text);
    if (parsed.state === 'problem' || check(text).state === 'blocked') return undefined;
    if (parsed.state === 'form') return parsed.command;
    const { command, args } = parsed;
    const free = Object.entries(args).some(([name, said]) => name === command.rest || /\s/.test(said));
    return free ? undefined : command;
  }

  function mentionWork(text: string): Work | Reply {
    if (text.trim() === '') return commandWork('help');
    const bare = bareCommand(text);
    if (bare?.secret) return { access: bare.access, reads: true, run: noMention };
    if (bare) return commandWork(text);
    // Its row in the inbox keeps a repeated event from telling the facilitator twice.
    return { access: 'own profile', reads: false, run: (ctx) => onMention(ctx, text) };
  }

  function pressWork(opened: Opened): Work | Reply {
    const press = opened.purpose === 'press' ? presses.get(opened.name) : undefined;
    return press
      ? { access: press.access, reads: press.reads, run: (ctx) => press.run(ctx, opened.value) }
      : UNKNOWN;
  }

  function formWork(opened: Opened, values: FormValues | undefined): Work | Reply {
    const form = opened.purpose === 'form' ? forms.get(opened.name) : undefined;
    if (!form) return UNKNOWN;
    return values
      ? { access: form.access, reads: false, run: (ctx) => form.submit(ctx, opened.value, values) }
      : { access: form.access, reads: true, run: (ctx) => form.open(ctx, opened.value) };
  }

  return (intent: Exclude<Intent, { kind: 'due' }>, opened: Opened | undefined): Work | Reply => {
    if (intent.kind === 'command') return commandWork(intent.text);
    if (intent.kind === 'mention') return mentionWork(intent.text);
    if (!opened) return UNKNOWN;
    return intent.kind === 'press'
      ? pressWork(opened)
      : formWork(opened, intent.kind === 'submit' ? intent.values : undefined);
  };
}
