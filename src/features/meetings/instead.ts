import { z } from 'zod';
import type { ActorContext, Context, View } from '../../db/context.ts';
import type { Person } from '../../kernel/access.ts';
import { buttons, formButton, text, type Block, type Form, type FormValues } from '../../kernel/card.ts';
import type { MeetingId, MemberId } from '../../kernel/ids.ts';
import {
  answered,
  ask,
  changed,
  formReply,
  noteReply,
  refresh,
  refused,
  settle,
  type Effect,
  type Outcome,
} from '../../kernel/outcome.ts';
import { mention, rich, time, typed } from '../../kernel/rich.ts';
import { findMember, firstName, people, personOptions } from '../roster/index.ts';
import { attendanceButtons, attendanceKey } from './cards.ts';
import { ifChangeable } from './changeable.ts';
import type { Meeting } from './model.ts';
import { answerOf, insteadAt, meetingById, saveInstead, upcoming } from './store.ts';

/** Who cannot come may name someone of the roster in their place. It gives that person no right they have not. */
export const insteadContext = z.object({ meeting: z.string() });
type Of = z.output<typeof insteadContext>;

export const insteadArgs = z.object({ instead: z.string().max(200).optional() });

/** Like any question: behind a report, before a topic. */
const WEIGHT = 4;

const insteadKey = (meeting: string, member: string): string => `instead:${meeting}:${member}`;

/** Whoever was named for a meeting is asked no more. */
export const nobodyInstead = async ({ tx }: Context, meeting: MeetingId): Promise<readonly Effect[]> =>
  [...(await insteadAt(tx, meeting)).keys()].map((member) => settle(insteadKey(meeting, member), 'ended'));

/** What an answer about coming settles: whoever was named has answered; whom they had named is asked no more. */
export const answeredInstead = async (
  { tx, actor: { member } }: ActorContext,
  meeting: MeetingId,
  comes: boolean,
): Promise<readonly Effect[]> =>
  [...(await insteadAt(tx, meeting))].flatMap(([of, named]) => [
    ...(named === member ? [settle(insteadKey(meeting, of), 'done', member)] : []),
    ...(of === member && comes ? [settle(insteadKey(meeting, of), 'ended')] : []),
  ]);

/** Below "Thank you for telling us". */
export const insteadButton = (meeting: string): Block =>
  buttons(formButton('Someone comes in my place', 'meetings.instead', { meeting }));

/** Everyone else on the roster, their own agency's people first. */
async function candidates({ tx, actor }: ActorContext): Promise<readonly Person[]> {
  const others = (await people(tx)).filter(({ member }) => member !== actor.member);
  const own = ({ agencyName }: Person): boolean => agencyName === actor.agencyName;
  return [...others.filter(own), ...others.filter((each) => !own(each))];
}

const form = async (ctx: ActorContext, meeting: Meeting, values?: FormValues): Promise<Form> => ({
  form: 'meetings.instead',
  title: 'In my place',
  intro: rich`${time(meeting.startsAt)}. We ask them whether they can come, and the chairs see whom you named. It changes nothing about what each of you may read.`,
  fields: [
    {
      kind: 'choice',
      name: 'instead',
      label: 'Who comes in your place?',
      options: personOptions(await candidates(ctx)),
      required: true,
    },
  ],
  submit: 'Name them',
  context: { meeting: meeting.id },
  values: values ?? { instead: (await insteadAt(ctx.tx, meeting.id)).get(ctx.actor.member) ?? '' },
});

export async function openInstead(ctx: ActorContext, { meeting: id }: Of): Promise<Outcome> {
  const found = ifChangeable(await meetingById(ctx.tx, id), ctx.now);
  return 'no' in found ? found.no : answered(formReply(await form(ctx, found.meeting)));
}

export async function submitInstead(
  ctx: ActorContext,
  { meeting: id }: Of,
  values: FormValues,
): Promise<Outcome> {
  const found = ifChangeable(await meetingById(ctx.tx, id), ctx.now);
  if ('no' in found) return found.no;
  const person = (await candidates(ctx)).find(({ member }) => member === values['instead']);
  if (person) return sendInstead(ctx, found.meeting, person);
  const errors = { instead: 'Please choose one of the people shown.' };
  return answered({ kind: 'invalid', form: await form(ctx, found.meeting, values), errors, values });
}

/** Their regrets, and who comes instead: asked whether they can, once, and not where they have said so already. */
async function sendInstead(ctx: ActorContext, meeting: Meeting, { member }: Person): Promise<Outcome> {
  const { tx, actor, taskForce, now } = ctx;
  const before = (await insteadAt(tx, meeting.id)).get(actor.member);
  await saveInstead(tx, {
    taskForce: taskForce.id,
    meeting: meeting.id,
    member: actor.member,
    instead: member,
  });
  const key = insteadKey(meeting.id, actor.member);
  const known = await answerOf(tx, meeting.id, member);
  const asked: readonly Effect[] =
    known === undefined
      ? [
          ask({
            key,
            member,
            view: { name: 'meetings.instead', id: JSON.stringify({ meeting: meeting.id, of: actor.member }) },
            from: now,
            until: meeting.startsAt,
            weight: WEIGHT,
          }),
        ]
      : [];
  const then =
    known === undefined
      ? rich`We ask ${[mention(member)]}, and the chairs see it.`
      : rich`${[mention(member)]} has answered about this meeting already, and the chairs see whom you named.`;
  return changed({
    reply: noteReply(rich`Thank you for telling us. ${then}`),
    changes: [{ action: 'name instead', subject: meeting.id, detail: { instead: member } }],
    effects: [
      settle(attendanceKey(meeting.id), 'done', actor.member),
      ...(before && before !== member ? [settle(key, 'ended', before)] : []),
      ...asked,
      refresh(attendanceKey(meeting.id)),
    ],
  });
}

/** `meeting regrets [NAME]`: for the next meeting. */
export async function regretsByCommand(
  ctx: ActorContext,
  { instead }: z.output<typeof insteadArgs>,
  plainRegrets: (meeting: string) => Promise<Outcome>,
): Promise<Outcome> {
  const [meeting] = await upcoming(ctx.tx, ctx.now);
  if (!meeting)
    return answered(refused('not-now', rich`No meeting is planned, so there is nothing to cancel.`));
  // One that has begun is refused there, and not taken for the one after it.
  if (instead === undefined || meeting.startsAt <= ctx.now) return plainRegrets(meeting.id);
  const person = await findMember(ctx.tx, instead);
  return person && person.member !== ctx.actor.member
    ? sendInstead(ctx, meeting, person)
    : answered(
        refused(
          'bad-input',
          rich`Please name someone else of the roster by their full name, or choose them: ${typed('meeting regrets')} first, then the button.`,
        ),
      );
}

const viewId = z.object({ meeting: z.string(), of: z.string() });

/** To whoever was named; null once they answered, or are not named any more. */
export const insteadView: View = async (ctx, id, { person }) => {
  const { meeting: which, of } = viewId.parse(JSON.parse(id));
  const meeting = person && (await meetingById(ctx.tx, which));
  if (!meeting || meeting.state !== 'scheduled' || meeting.startsAt <= ctx.now) return null;
  const named = (await insteadAt(ctx.tx, meeting.id)).get(of as MemberId);
  if (named !== person.member || (await answerOf(ctx.tx, meeting.id, named))) return null;
  return {
    title: rich`Hi ${firstName(person.name)}.`,
    notice: 'A question about the next meeting',
    blocks: [
      text(
        rich`${[mention(of as MemberId)]} cannot come on ${time(meeting.startsAt, 'moment', meeting.endsAt)}, and named you in their place. Can you come?`,
      ),
      buttons(...attendanceButtons(meeting.id)),
    ],
  };
};
