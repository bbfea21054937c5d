import { z } from 'zod';
import type { ActorContext, Command, Feature } from './db/context.ts';
import type { Tx } from './db/types.ts';
import { allowedTo, HELP } from './grammar.ts';
import { buttons, list, note, press, type Block, type Card } from './kernel/card.ts';
import { command } from './kernel/command.ts';
import { press as pressed } from './kernel/feature.ts';
import { answered, cardReply, type Outcome } from './kernel/outcome.ts';
import { plain, rich, typed, type Rich } from './kernel/rich.ts';

/** What most people come for, first things first: as many as a tired person reads, of those they may use. */
const FIRST = [
  'start',
  'steps',
  'agenda',
  'agenda add',
  'agenda edit',
  'invite',
  'meeting',
  'meeting regrets',
  'reportback',
  'roster',
  'me',
  'link me',
  'confidentiality',
];
const MOST_FIRST = 6;
const BEFORE_START = ['start', 'steps'];

const noDetails: Block = note(
  rich`Please leave out anything about a person in a case. I keep what you send me, and read nothing else.`,
);

const rowsOf = (commands: readonly Command[], line: (of: Command) => string): Block =>
  list(commands.map((each) => ({ label: '', text: [typed(line(each))], detail: [plain(each.summary)] })));

const helpCard = (title: Rich, blocks: readonly Block[]): Card => ({ title, notice: 'Help', blocks });

/** The few commands that this person needs first, each as it may be typed. */
function firstOf(own: readonly Command[], { taskForce }: ActorContext): readonly Command[] {
  const wanted = FIRST.filter((path) => !BEFORE_START.includes(path) || taskForce.state === 'setup');
  return wanted.flatMap((path) => own.find((each) => each.path === path) ?? []).slice(0, MOST_FIRST);
}

const few = (ctx: ActorContext, own: readonly Command[]): Card =>
  helpCard(rich`What you can do`, [
    rowsOf(firstOf(own, ctx), (each) => each.example),
    buttons(press('More', 'help.all', {}, 'quiet')),
    noDetails,
  ]);

const all = (own: readonly Command[]): Card =>
  helpCard(rich`All you can do`, [
    rowsOf(own, (each) => each.usage),
    note(rich`What stands in [brackets] may be left out. ${typed('help agenda')} shows one of them.`),
    noDetails,
  ]);

/** All that begins with what was asked about; undefined where nothing does. */
function about(own: readonly Command[], asked: string): Card | undefined {
  const path = asked.toLowerCase();
  const found = own.filter((each) => each.path === path || each.path.startsWith(`${path} `));
  const [first] = found;
  if (!first || path === '') return undefined;
  const like = (found.find((each) => each.example !== each.path) ?? first).example;
  const common = found.length > 2 ? shared(found) : [];
  return helpCard(rich`How to use ${typed(path)}`, [
    rowsOf(found, (each) => common.reduce((usage, option) => usage.replace(` ${option}`, ''), each.usage)),
    note(rich`Like this: ${typed(like)}. What stands in [brackets] may be left out. ${alsoTake(common)}`),
  ]);
}

/** Options that most of these commands take, as their usage shows them: said once, so that the lines stay short. */
function shared(found: readonly Command[]): readonly string[] {
  const all = found.flatMap(({ usage }) => usage.match(/\[--[^\]]+\]/g) ?? []);
  return [...new Set(all)].filter((one) => all.filter((each) => each === one).length > found.length / 2);
}

const alsoTake = (common: readonly string[]): Rich =>
  common.length > 0 ? rich`Most of these take ${common.join(' ')} as well.` : rich``;

/** `help`: what this person can do, from the commands' own definitions. Everyone on the roster may ask. */
export function helpFeature(commands: readonly Command[]): Feature {
  const own = (ctx: ActorContext): readonly Command[] => allowedTo(commands, ctx.actor.roles);
  const show = async (ctx: ActorContext, asked: string): Promise<Outcome> =>
    answered(cardReply(about(own(ctx), asked) ?? few(ctx, own(ctx))));
  return {
    name: 'help',
    commands: [
      command({
        path: HELP,
        // What people say first to something that answers.
        aliases: ['hello', 'hi'],
        summary: 'See what you can do',
        access: 'own profile',
        reads: true,
        // Single words: where others can read along, free text is no door, and this is none.
        words: ['command', 'more'],
        args: z.object({ command: z.string().max(40).optional(), more: z.string().max(40).optional() }),
        run: (ctx, { command: first, more }) => show(ctx, [first, more].filter(Boolean).join(' ')),
      }),
    ],
    presses: {
      'help.all': pressed<Tx, {}>({
        access: 'own profile',
        reads: true,
        value: z.object({}),
        run: async (ctx) => answered(cardReply(all(own(ctx)))),
      }),
    },
  };
}
