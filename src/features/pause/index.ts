// One press stops everything new; letting it go on shows what was held, and a chair picks what still goes.
import { z } from 'zod';
import type { ActorContext, Command, Feature } from '../../db/context.ts';
import type { Tx } from '../../db/types.ts';
import { grantOf } from '../../kernel/access.ts';
import { buttons, press as pressButton, type Block } from '../../kernel/card.ts';
import { command } from '../../kernel/command.ts';
import { form, press } from '../../kernel/feature.ts';
import { openResume, pause, resumeContext, RESUME_FORM, submitResume } from './usecases.ts';

const commands: readonly Command[] = [
  command<Tx, {}>({
    path: 'pause',
    summary: 'Stop everything that Convener would send, at once',
    access: 'run meetings',
    args: z.object({}),
    run: pause,
  }),
  command<Tx, {}>({
    path: 'resume',
    summary: 'Let Convener go on, and pick what of the held still goes out',
    access: 'run meetings',
    reads: true,
    args: z.object({}),
    form: RESUME_FORM,
    run: openResume,
  }),
];

/** Where chairs look: the way to stop everything. While paused, the way on stands beside the words that say so. */
const pauseButton = async ({ taskForce, actor }: ActorContext): Promise<readonly Block[]> =>
  taskForce.state === 'running' && grantOf('run meetings', actor.roles) === 'yes'
    ? [buttons(pressButton('Pause Convener', 'pause.pause', {}, 'quiet'))]
    : [];

export const pauseFeature: Feature = {
  name: 'pause',
  commands,
  presses: { 'pause.pause': press({ access: 'run meetings', value: z.object({}), run: pause }) },
  forms: {
    [RESUME_FORM]: form({
      access: 'run meetings',
      context: resumeContext,
      open: openResume,
      submit: submitResume,
    }),
  },
  home: pauseButton,
};
