// Setting up and watching over: import, Start, help, and what was missed or could not be delivered.
import { z } from 'zod';
import type { Command, Feature } from '../../db/context.ts';
import type { Tx } from '../../db/types.ts';
import { command } from '../../kernel/command.ts';
import { scheduledFrom } from '../meetings/index.ts';
import { start } from './start.ts';
import { tellTrouble, troubleView } from './trouble.ts';
import { planWatch, watchAgenda } from './watch.ts';

export { parseImportText, type ImportedTaskForce } from './import/index.ts';
export { saveImport } from './save-import.ts';
export { setRunning } from './start.ts';

const startCommand: Command = command<Tx, {}>({
  path: 'start',
  summary: 'Start Convener for this task force; nothing older is caught up',
  access: 'run meetings',
  args: z.object({}),
  run: start,
});

export const setup: Feature = {
  name: 'setup',
  commands: [startCommand],
  views: { 'setup.trouble': troubleView },
  plan: async (ctx, from) => planWatch(await scheduledFrom(ctx.tx, from)),
  due: { 'setup.watch': watchAgenda },
  onTrouble: tellTrouble,
};
