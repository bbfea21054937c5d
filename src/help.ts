import { z } from 'zod';
import type { Command } from './db/context.ts';
import type { Tx } from './db/types.ts';
import { allowedTo } from './grammar.ts';
import { list, note } from './kernel/card.ts';
import { command } from './kernel/command.ts';
import { answered, cardReply } from './kernel/outcome.ts';
import { bold, plain, rich } from './kernel/rich.ts';

/** `help`: what this person can do, from the commands' own definitions. Everyone on the roster may ask. */
export function helpCommand(commands: readonly Command[]): Command {
  return command<Tx, {}>({
    path: 'help',
    summary: 'See what you can do',
    access: 'own profile',
    reads: true,
    args: z.object({}),
    run: async (ctx) => {
      const own = allowedTo(commands, ctx.actor.roles);
      return answered(
        cardReply({
          title: rich`What you can do`,
          notice: 'Help',
          blocks: [
            list(own.map((each) => ({ label: '', text: [bold(each.usage)], detail: [plain(each.summary)] }))),
            note(
              rich`Please leave out anything about a person in a case. I keep what you send me, and read nothing else.`,
            ),
          ],
        }),
      );
    },
  });
}
