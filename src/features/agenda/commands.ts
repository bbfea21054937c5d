import { z } from 'zod';
import type { Command } from '../../db/context.ts';
import { command } from '../../kernel/command.ts';
import { acceptByLabel, editByLabel, moveByLabel, withdrawByLabel } from './arrange.ts';
import { chooseFacilitator } from './choose-facilitator.ts';
import { deferByLabel } from './defer.ts';
import { addArgs, addByCommand } from './propose.ts';
import { showAgenda } from './show.ts';
import { askToPublish, holdAgenda, releaseAgenda } from './chairs.ts';

const meeting = z.string().max(100).optional();
const item = z.string().max(10, 'use the number that the agenda shows.');
const WHICH = 'Which topic?';

export const agendaCommands: readonly Command[] = [
  command({
    path: 'agenda',
    summary: 'See the agenda of the next meeting',
    access: 'read agenda',
    reads: true,
    args: z.object({ meeting }),
    run: showAgenda,
  }),
  command({
    path: 'agenda add',
    summary: 'Add a topic for the next meeting',
    access: 'propose',
    rest: 'title',
    args: addArgs,
    form: 'agenda.item',
    example: 'agenda add Budget',
    run: addByCommand,
  }),
  command({
    path: 'agenda edit',
    summary: 'Change a topic',
    access: 'edit own item',
    reads: true,
    words: ['item'],
    args: z.object({ item, meeting }),
    example: 'agenda edit M1',
    asks: WHICH,
    run: editByLabel,
  }),
  command({
    path: 'agenda withdraw',
    summary: 'Take a topic out',
    access: 'edit own item',
    words: ['item'],
    args: z.object({ item, meeting }),
    example: 'agenda withdraw M1',
    asks: WHICH,
    run: withdrawByLabel,
  }),
  command({
    path: 'agenda accept',
    summary: 'Accept a proposed topic',
    access: 'run agenda',
    words: ['item'],
    args: z.object({ item, meeting }),
    example: 'agenda accept W1',
    asks: WHICH,
    run: acceptByLabel,
  }),
  command({
    path: 'agenda move',
    summary: 'Move a topic to another place in its part',
    access: 'run agenda',
    words: ['item', 'to'],
    args: z.object({
      item,
      to: z.coerce
        .number('a number, please: its new place in its part.')
        .int('a whole number, please.')
        .min(1, 'places count from 1.')
        .max(200, 'at most 200.'),
      meeting,
    }),
    example: 'agenda move M2 1',
    asks: 'Which topic, and to which place?',
    run: moveByLabel,
  }),
  command({
    path: 'agenda defer',
    summary: 'Move a topic to a later meeting',
    access: 'run agenda',
    words: ['item'],
    args: z.object({ item, until: z.string().max(100).optional(), meeting }),
    example: 'agenda defer M2',
    asks: WHICH,
    run: deferByLabel,
  }),
  command({
    path: 'agenda facilitator',
    summary: 'Say who facilitates a meeting',
    access: 'run meetings',
    rest: 'member',
    args: z.object({ member: z.string().max(100), meeting }),
    example: 'agenda facilitator Pia',
    asks: 'Who facilitates?',
    run: chooseFacilitator,
  }),
  command({
    path: 'agenda hold',
    summary: 'Keep the agenda from going out',
    access: 'run agenda',
    args: z.object({ meeting }),
    run: holdAgenda,
  }),
  command({
    path: 'agenda release',
    summary: 'Let a held agenda go out',
    access: 'run agenda',
    args: z.object({ meeting }),
    run: releaseAgenda,
  }),
  command({
    path: 'agenda publish',
    summary: 'Send the agenda out now',
    access: 'run agenda',
    args: z.object({ meeting }),
    // As the button does: first it says what happens, and to whom.
    reads: true,
    run: askToPublish,
  }),
];
