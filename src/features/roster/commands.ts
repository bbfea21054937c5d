import { z } from 'zod';
import type { Command } from '../../db/context.ts';
import type { Tx } from '../../db/types.ts';
import { command } from '../../kernel/command.ts';
import { codeForChannel, codeForMe, linkChannel, noCodeHere } from './link.ts';
import { invite, showRoster } from './usecases.ts';

const withCode = z.object({ code: z.string().max(40).optional() });

export const rosterCommands: readonly Command[] = [
  command<Tx, {}>({
    path: 'roster',
    summary: 'See who is in the task force',
    access: 'see roster',
    reads: true,
    args: z.object({}),
    run: showRoster,
  }),
  command({
    path: 'link me',
    summary: 'Link another account of yours: a code, to type there',
    access: 'own profile',
    words: ['code'],
    args: withCode,
    // Whoever reads the code can become the person.
    secret: true,
    // With a code it comes here on the web only (see newcomers.ts).
    run: async (ctx, { code }) => (code === undefined ? codeForMe(ctx) : noCodeHere()),
  }),
  command({
    path: 'link channel',
    summary: 'Link a channel to this task force: a code, to type there',
    access: 'link places',
    words: ['code'],
    args: withCode,
    run: (ctx, { code }) => (code === undefined ? codeForChannel(ctx) : linkChannel(ctx, code, ctx.standing)),
  }),
  command({
    path: 'invite',
    summary: 'Make a personal web link to hand over',
    access: 'run roster',
    rest: 'member',
    args: z.object({ member: z.string().max(200) }),
    example: 'invite NAME',
    asks: 'For whom?',
    run: invite,
  }),
];
