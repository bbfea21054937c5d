import { z } from 'zod';
import type { Command } from '../../db/context.ts';
import type { Tx } from '../../db/types.ts';
import { command } from '../../kernel/command.ts';
import { leaveByCommand } from './away.ts';
import { codeForChannel, codeForMe, linkChannel, noCodeHere } from './link.ts';
import { hourValue, zoneValue } from './me-form.ts';
import { setHours, setLessMail, setPlatform, setZone, showMe, showMyData } from './me.ts';
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
    summary: 'Make personal web links to hand over: for one person, or several with commas',
    access: 'run roster',
    rest: 'member',
    args: z.object({ member: z.string().max(2000) }),
    example: 'invite NAME',
    asks: 'For whom?',
    run: invite,
  }),
  command<Tx, {}>({
    path: 'me',
    summary: 'See when and how we write to you, and change it',
    access: 'own profile',
    reads: true,
    args: z.object({}),
    run: showMe,
  }),
  command({
    path: 'me zone',
    summary: 'Set your time zone, like America/New_York',
    access: 'own profile',
    words: ['zone'],
    args: z.object({ zone: zoneValue }),
    example: 'me zone America/New_York',
    asks: 'Which time zone?',
    run: setZone,
  }),
  command({
    path: 'me hours',
    summary: 'Set in which hours we may ask you, like 09:00 17:00',
    access: 'own profile',
    words: ['from', 'to'],
    args: z.object({ from: hourValue, to: hourValue }),
    example: 'me hours 09:00 17:00',
    asks: 'From when to when?',
    run: setHours,
  }),
  command({
    path: 'me leave',
    summary: 'Say when you are away, and who stands in for you',
    access: 'own profile',
    words: ['first', 'last'],
    args: z.object({
      first: z.string().max(40),
      last: z.string().max(40).optional(),
      delegate: z.string().max(200).optional(),
    }),
    form: 'roster.leave',
    run: leaveByCommand,
  }),
  command({
    path: 'me platform',
    summary: 'Choose where we write to you: slack, teams or web',
    access: 'own profile',
    words: ['platform'],
    args: z.object({ platform: z.string().max(40) }),
    example: 'me platform web',
    asks: 'Where shall we write to you?',
    run: setPlatform,
  }),
  command({
    path: 'me less mail',
    summary: 'Get one note a week at most, and no digest: on or off',
    access: 'own profile',
    words: ['answer'],
    args: z.object({ answer: z.enum(['on', 'off'], 'on or off, please.').default('on') }),
    run: setLessMail,
  }),
  command<Tx, {}>({
    path: 'me data',
    aliases: ['me what do you know about me', 'what do you know about me'],
    summary: 'See what we know about you',
    access: 'own profile',
    reads: true,
    args: z.object({}),
    run: showMyData,
  }),
];
