// What a task owes a meeting. Nothing is asked for yet: the command is here, since platforms register it.
import { z } from 'zod';
import type { Feature } from '../../db/context.ts';
import type { Tx } from '../../db/types.ts';
import { command } from '../../kernel/command.ts';
import { answered, noteReply } from '../../kernel/outcome.ts';
import { rich } from '../../kernel/rich.ts';

export { MOST_LINE } from './model.ts';
export { reportBacks as reportBackRows, type ReportState } from './table.ts';

export const reportBacks: Feature = {
  name: 'report-backs',
  commands: [
    command<Tx, {}>({
      path: 'reportback',
      summary: 'See which reports you are asked for',
      access: 'file report',
      reads: true,
      args: z.object({}),
      run: async () => answered(noteReply(rich`No reports are asked for yet.`)),
    }),
  ],
};
