import { z } from 'zod';
import type { ActorContext } from '../../db/context.ts';
import { howMany } from '../../kernel/how-many.ts';
import {
  buttons,
  formButton,
  list,
  note,
  typedIn,
  type Block,
  type Form,
  type FormValues,
} from '../../kernel/card.ts';
import {
  answered,
  changed,
  formReply,
  noteReply,
  refresh,
  settle,
  type Outcome,
  type Reply,
} from '../../kernel/outcome.ts';
import { plain, rich, sentences, time, typed } from '../../kernel/rich.ts';
import { timeText } from '../../kernel/time-text.ts';
import { groupsOf, parted, type HeldGroup } from './model.ts';
import { heldBy, leaveOut, membersOfNotes, setState, untoldOf } from './store.ts';

export const RESUME_FORM = 'pause.resume';

/** Up to when the form lists what was held: what comes due after it was opened goes as usual. */
export const resumeContext = z.object({ at: z.iso.datetime().optional() });
type ResumeContext = z.output<typeof resumeContext>;

const notStarted: Reply = noteReply(
  rich`Convener has not been started, so nothing goes out. ${typed('start')} shows what would.`,
);
const goesOn: Reply = noteReply(rich`Convener is not paused. ${typed('preview')} shows what goes out next.`);

/** One press stops everything new (product rule 13). Answers, changes and removals go on. */
export async function pause(ctx: ActorContext): Promise<Outcome> {
  const { taskForce, now } = ctx;
  if (taskForce.state === 'setup') return answered(notStarted);
  if (!(await setState(ctx, { from: 'running', to: 'paused', pausedAt: now })))
    return answered(noteReply(rich`Convener is paused already. ${typed('resume')} lets it go on.`));
  return changed({
    reply: noteReply(
      rich`Paused. Nothing new goes out, to anyone, until a chair lets it go on. People still get answers to what they do, and what stands is still changed or taken down.`,
      [buttons(formButton('Let it go on', RESUME_FORM, {}))],
    ),
    changes: [{ action: 'pause', subject: taskForce.id }],
    replan: true,
  });
}

/** "Call for topics, from Mon 8 Feb, 10:00 (3)". */
function labelOf({ what, first, held }: HeldGroup, zone: string, home: string): string {
  const many = held.length > 1 ? ` (${held.length})` : '';
  return `${what}, ${timeText({ at: first, style: 'moment' }, { zone, home })}${many}`.slice(0, 75);
}

export async function openResume(ctx: ActorContext): Promise<Outcome> {
  const { taskForce, now, actor } = ctx;
  if (taskForce.state === 'setup') return answered(notStarted);
  if (taskForce.state === 'running') return answered(goesOn);
  const groups = groupsOf(await heldBy(ctx, now), taskForce.zone);
  const since = taskForce.pausedAt ? rich`Paused since ${time(taskForce.pausedAt)}. ` : rich``;
  const form: Form = {
    form: RESUME_FORM,
    title: 'Let Convener go on',
    intro:
      groups.length > 0
        ? rich`${since}This was held. Tick what should still go out now. The rest will not go out, and is listed as not sent.`
        : rich`${since}Nothing was held.`,
    fields:
      groups.length > 0
        ? [
            {
              kind: 'choice',
              name: 'goes',
              label: 'Still to go out',
              many: true,
              options: groups.map((group) => ({
                value: group.value,
                label: labelOf(group, actor.zone, taskForce.zone),
              })),
            },
          ]
        : [],
    submit: 'Go on',
    context: { at: now.toISOString() },
  };
  return answered(formReply(form));
}

const things = (n: number): string => howMany(n, 'thing', 'things');

/** What does not go out any more, and how an agenda among it still can. */
function leftBlocks({ actor, taskForce }: ActorContext, groups: readonly HeldGroup[]): readonly Block[] {
  if (groups.length === 0) return [];
  const rows = groups.map((group) => ({
    label: '',
    text: [plain(labelOf(group, actor.zone, taskForce.zone))],
  }));
  const agenda = groups.some(({ held }) => held[0]?.kind === 'agenda.publish');
  return [
    list(rows, rich`Left out`),
    ...(agenda ? [note(rich`Is the agenda still wanted? ${typed('agenda publish')} sends it.`)] : []),
  ];
}

/** What was picked goes; the rest is missed, with the reason. Nothing older is caught up by accident. */
export async function submitResume(
  ctx: ActorContext,
  { at }: ResumeContext,
  values: FormValues,
): Promise<Outcome> {
  const { taskForce, now } = ctx;
  const until = at === undefined ? now : new Date(at);
  const change = { from: 'paused', to: 'running', pausedAt: null } as const;
  if (!(await setState(ctx, change))) return answered(taskForce.state === 'setup' ? notStarted : goesOn);
  const groups = groupsOf(await heldBy(ctx, until), taskForce.zone);
  const { goes, left, leftGroups } = parted(groups, typedIn(values, 'goes'));
  const untold = await untoldOf(ctx, await membersOfNotes(ctx, left), until);
  await leaveOut(ctx, left);
  return changed({
    reply: noteReply(
      sentences(
        rich`Convener goes on.`,
        goes.length > 0 &&
          rich`${things(goes.length)} that ${goes.length === 1 ? 'was held goes' : 'were held go'} out now.`,
        left.length > 0 && rich`${things(left.length)} left out.`,
      ),
      leftBlocks(ctx, leftGroups),
    ),
    changes: [{ action: 'resume', subject: taskForce.id, detail: { goes: goes.length, left: left.length } }],
    effects: [...untold.map(({ key, member }) => settle(key, 'ended', member)), refresh('trouble')],
    replan: true,
  });
}
