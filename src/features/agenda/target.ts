import type { ActorContext } from '../../db/context.ts';
import { isChair, type Person, type Segment } from '../../kernel/access.ts';
import { refused, type Reply } from '../../kernel/outcome.ts';
import { rich } from '../../kernel/rich.ts';
import { isNamed, upcoming, type Meeting } from '../meetings/index.ts';
import { lockLoaded, lockNextLoaded, type Loaded } from './load.ts';

/** The parts a person may propose for: those they read, and whose topic it is as well; a guest the open one. */
export const partsFor = (ctx: ActorContext, owner: Person = ctx.actor): readonly Segment[] =>
  ctx.grant === 'open, as a suggestion'
    ? ['open']
    : ctx.actor.segments.filter((segment) => owner.segments.includes(segment));

export const usualPart = (parts: readonly Segment[]): Segment | undefined =>
  parts.includes('members') ? 'members' : parts[0];

/**
 * The meeting a new topic goes to: the one asked for while its topics are open (for chairs until it ends), else the
 * next one whose are. `late` when it is not the one that was asked for, or would have been next.
 */
export async function targetMeeting(
  ctx: ActorContext,
  asked: string | undefined,
): Promise<{ loaded: Loaded; late: Meeting | undefined } | undefined> {
  const isOpen = ({ state }: Loaded): boolean => state.phase === 'collecting' || isChair(ctx.actor.roles);
  const next = asked === undefined ? await lockNextLoaded(ctx) : undefined;
  if (next && isOpen(next)) return { loaded: next, late: undefined };
  const meetings = await upcoming(ctx.tx, ctx.now);
  const first = asked === undefined ? 0 : meetings.findIndex((meeting) => isNamed(meeting, asked));
  if (first === -1) return undefined;
  for (const meeting of meetings.slice(first)) {
    // Undefined where it was cancelled at this very moment.
    const loaded = await lockLoaded(ctx, meeting.id);
    if (loaded && isOpen(loaded))
      return { loaded, late: meeting === meetings[first] ? undefined : meetings[first] };
  }
  return undefined;
}

export const noOpenMeeting: Reply = refused(
  'not-now',
  rich`No meeting is open for topics now. Please tell your facilitator what you would like to raise.`,
);
