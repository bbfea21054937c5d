// Setting up and watching over: import, Start, help, and what was missed or could not be delivered.
import { z } from 'zod';
import type { Command, Feature } from '../../db/context.ts';
import type { Tx } from '../../db/types.ts';
import { command } from '../../kernel/command.ts';
import { form, press } from '../../kernel/feature.ts';
import { scheduledFrom } from '../meetings/index.ts';
import { FOUNDING_FORM } from './founding-form.ts';
import { AGENCY_FORM } from './agencies/cards.ts';
import { nameContact, openAgency, showAgencies, submitAgency } from './agencies/usecases.ts';
import { ABOUT_FORM } from './settings/cards.ts';
import { openAbout, showSettings, submitAbout } from './settings/usecases.ts';
import { SETTLED_BY_HAND } from './steps/model.ts';
import { firstSteps, settleByHand, showSteps } from './steps/usecases.ts';
import { openList, submitList } from './list/bring.ts';
import { LIST_FORM } from './list/form.ts';
import { start } from './start.ts';
import { outageView, showOutage } from './outage.ts';
import { tellTrouble, troubleRows, troubleView } from './trouble.ts';
import { planWatch, watchAgenda } from './watch.ts';

export { parseImportText, type ImportedMember, type ImportedTaskForce } from './import/index.ts';
export { founding, TAKEN, type Founder } from './founding.ts';
export { FOUNDING_FORM } from './founding-form.ts';
export { webFounding } from './founding-web.ts';
export { saveImport } from './save-import.ts';
export { settleAllSteps } from './steps/load.ts';
export { setRunning } from './start.ts';
export { tellOutage } from './outage.ts';
export { tellTrouble, troubleFor } from './trouble.ts';

const startNow: Command = command<Tx, {}>({
  path: 'start now',
  summary: 'Start Convener for this task force; nothing older is caught up',
  access: 'run meetings',
  args: z.object({}),
  run: start,
});

const setupCommand: Command = command<Tx, {}>({
  path: 'setup',
  summary: 'Set up a task force in a channel of Slack or Teams',
  access: 'own profile',
  reads: true,
  args: z.object({}),
  form: FOUNDING_FORM,
  // Whoever types it may be on no roster yet: newcomers.ts answers.
  run: async () => {
    throw new Error('setup is for newcomers');
  },
});

const importList: Command = command<Tx, {}>({
  path: 'roster import',
  summary: 'Add people from a spreadsheet: paste the rows',
  access: 'run roster',
  reads: true,
  args: z.object({}),
  form: LIST_FORM,
  run: openList,
});

const settingsCommand: Command = command<Tx, {}>({
  path: 'settings',
  summary: 'See and change names, zone, usual place, and when the steps before a meeting fall',
  access: 'run meetings',
  reads: true,
  args: z.object({}),
  run: showSettings,
});

const stepsCommand: Command = command<Tx, {}>({
  path: 'steps',
  aliases: ['first steps'],
  summary: 'See what is left to set up',
  access: 'run meetings',
  reads: true,
  args: z.object({}),
  run: showSteps,
});

const agencyCommands: readonly Command[] = [
  command<Tx, {}>({
    path: 'agency',
    aliases: ['agency list'],
    summary: 'See the agencies, and whom we ask for each',
    access: 'see roster',
    reads: true,
    args: z.object({}),
    run: showAgencies,
  }),
  command({
    path: 'agency contact',
    summary: 'Name whom we ask for their agency before a meeting',
    access: 'run roster',
    rest: 'member',
    example: 'agency contact NAME',
    asks: 'Who is asked for their agency?',
    args: z.object({ member: z.string().max(200) }),
    run: nameContact,
  }),
];

export const setup: Feature = {
  name: 'setup',
  commands: [startNow, setupCommand, importList, settingsCommand, stepsCommand, ...agencyCommands],
  presses: {
    'setup.start': press({ access: 'run meetings', value: z.object({}), run: start }),
    'setup.agencies': press({ access: 'see roster', reads: true, value: z.object({}), run: showAgencies }),
    'setup.outage': press({
      access: 'see preview',
      reads: true,
      value: z.object({ outage: z.string().max(64) }),
      run: showOutage,
    }),
    'setup.settings': press({
      access: 'run meetings',
      reads: true,
      value: z.object({}),
      run: showSettings,
    }),
    'setup.settle': press({
      access: 'run meetings',
      value: z.object({ step: z.enum(SETTLED_BY_HAND) }),
      run: settleByHand,
    }),
  },
  forms: {
    [AGENCY_FORM]: form({
      access: 'run roster',
      context: z.object({ agency: z.string().max(64) }),
      open: openAgency,
      submit: submitAgency,
    }),
    [ABOUT_FORM]: form({
      access: 'run meetings',
      context: z.object({}),
      open: openAbout,
      submit: (ctx, _, values) => submitAbout(ctx, values),
    }),
    [LIST_FORM]: form({
      access: 'run roster',
      context: z.object({ mark: z.string().max(22).optional() }),
      open: openList,
      submit: submitList,
    }),
  },
  steps: firstSteps,
  views: { 'setup.trouble': troubleView, 'setup.outage': outageView },
  plan: async (ctx, from) => planWatch(await scheduledFrom(ctx.tx, from)),
  due: { 'setup.watch': watchAgenda },
  onTrouble: tellTrouble,
  digestRows: troubleRows,
};
