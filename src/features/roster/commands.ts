import { z } from 'zod';
import type { Command } from '../../db/context.ts';
import type { Tx } from '../../db/types.ts';
import { command } from '../../kernel/command.ts';
import { invite, showRoster } from './usecases.ts';

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
    path: 'invite',
    summary: 'Make a personal web link to hand over',
    access: 'run roster',
    rest: 'member',
    args: z.object({ member: z.string().max(200) }),
    run: invite,
  }),
];
