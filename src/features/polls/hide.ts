import type { ActorContext, View } from '../../db/context.ts';
import { isChair, readerOf } from '../../kernel/access.ts';
import { buttons, press, text, typedIn, type Form, type FormValues } from '../../kernel/card.ts';
import {
  answered,
  cardReply,
  changed,
  formReply,
  noteReply,
  refresh,
  type Outcome,
} from '../../kernel/outcome.ts';
import { rich, sentences, time } from '../../kernel/rich.ts';
import { hideForm, lookBy, toChairs } from '../agenda/index.ts';
import { notHere } from './ballot.ts';
import { decisions, HIDE_FORM, markOf, type OfComment } from './comment.ts';
import { resultsOf } from './load.ts';
import type { Comment, Poll } from './model.ts';
import { eraseComment, hideComment, lockPoll, pollById } from './store.ts';
import { lastingTitle } from './views.ts';

const hiddenKey = ({ poll, mark }: OfComment): string => `hidden-comment:${poll}:${mark}`;

interface Shown {
  readonly poll: Poll;
  readonly comments: readonly Comment[];
}

/** The comments of a poll that has closed, as those who may read results have them. */
async function commentsIn(ctx: ActorContext, id: string, lock = false): Promise<Shown | undefined> {
  const known = ctx.actor.segments.includes('members') ? await pollById(ctx.tx, id) : undefined;
  const poll = known && lock ? await lockPoll(ctx.tx, known.id) : known;
  if (poll?.state !== 'closed') return undefined;
  const results = await resultsOf(ctx, poll);
  return results.state === 'shown'
    ? { poll, comments: results.tallies.flatMap(({ comments }) => comments) }
    : undefined;
}

const formFor = ({ poll, comments }: Shown): Form =>
  hideForm({
    form: HIDE_FORM,
    field: 'mark',
    options: comments
      .filter(({ hidden }) => !hidden)
      .map((comment) => ({ value: markOf(comment), label: comment.text })),
    context: { poll: poll.id },
  });

const nothingLeft = answered(noteReply(rich`There is nothing left here to hide.`));

export async function openHide(ctx: ActorContext, { poll: id }: { poll: string }): Promise<Outcome> {
  const shown = await commentsIn(ctx, id);
  if (!shown) return notHere;
  return shown.comments.some(({ hidden }) => !hidden) ? answered(formReply(formFor(shown))) : nothingLeft;
}

/** Any reader hides any comment, at once; the chairs decide (product rule 2). */
export async function submitHide(
  ctx: ActorContext,
  { poll: id }: { poll: string },
  values: FormValues,
): Promise<Outcome> {
  const shown = await commentsIn(ctx, id, true);
  if (!shown) return notHere;
  const [mark = ''] = typedIn(values, 'mark');
  const comment = shown.comments.find((each) => !each.hidden && markOf(each) === mark);
  if (!comment) {
    const errors = { mark: 'Please choose one of these.' };
    return answered({ kind: 'invalid', form: formFor(shown), values, errors });
  }
  const { poll } = shown;
  await hideComment(ctx.tx, poll.id, comment.text, true);
  const value = { poll: poll.id, mark };
  const by = ctx.taskForce.state === 'running' && (await lookBy(ctx.tx, ctx.taskForce, ctx.now));
  return changed({
    reply: cardReply({
      title: rich`Thank you. It is hidden now.`,
      notice: 'Thank you',
      blocks: [
        text(
          sentences(
            rich`Only the chairs can still see it.`,
            by && rich`They will take it out for good, or put it back, by ${time(by)}.`,
            rich`Copies that someone opened for themselves, and old logs, may still hold it. We do not tell others who pressed. There is nothing more to do.`,
          ),
        ),
      ],
    }),
    changes: [{ action: 'hide text', subject: poll.id, detail: { kind: 'comment' } }],
    effects: await toChairs(ctx, hiddenKey(value), { name: 'polls.hidden', id: `${poll.id}:${mark}` }),
  });
}

async function decide(
  ctx: ActorContext,
  { poll: id, mark }: OfComment,
  decision: 'show' | 'erase',
): Promise<Outcome> {
  const shown = await commentsIn(ctx, id, true);
  if (!shown) return notHere;
  const comment = shown.comments.find((each) => each.hidden && markOf(each) === mark);
  if (!comment) return answered(noteReply(rich`That is decided already. There is nothing to do.`));
  if (decision === 'show') await hideComment(ctx.tx, shown.poll.id, comment.text, false);
  else await eraseComment(ctx.tx, shown.poll.id, comment.text);
  return changed({
    reply: noteReply(
      decision === 'show' ? rich`It is back, for all who could read it before.` : rich`Taken out for good.`,
    ),
    changes: [
      {
        action: decision === 'show' ? 'show text again' : 'erase text',
        subject: shown.poll.id,
        detail: { kind: 'comment' },
      },
    ],
    effects: [refresh(hiddenKey({ poll: shown.poll.id, mark }))],
  });
}

export const showAgain = (ctx: ActorContext, value: OfComment): Promise<Outcome> =>
  decide(ctx, value, 'show');
export const eraseHidden = (ctx: ActorContext, value: OfComment): Promise<Outcome> =>
  decide(ctx, value, 'erase');

/** For chairs, until one has decided. It says where, and repeats none of the words. */
export const hiddenView: View = async (ctx, id, reader) => {
  const [poll = '', mark = ''] = id.split(':');
  const found = isChair(reader.person?.roles ?? []) ? await pollById(ctx.tx, poll) : undefined;
  const results = found && (await resultsOf(ctx, found));
  if (!found || results?.state !== 'shown' || !readerOf(reader.person!).segments.includes('members'))
    return null;
  const all = results.tallies.flatMap(({ comments }) => comments);
  if (!all.some((each) => each.hidden && markOf(each) === mark)) return null;
  return {
    title: rich`Please look at a hidden text`,
    notice: 'Please look at a hidden text',
    blocks: [
      text(
        rich`Someone saw that a comment in the results of ${await lastingTitle(ctx, found)} may point to a person. It is hidden: only the chairs still see it. Put it back if it is fine. Or take it out for good: then its words are erased here. Copies that someone opened before, and old logs, may still hold it.`,
      ),
      buttons(
        press('Look at it', 'polls.results', { poll: found.id }, 'main'),
        ...decisions({ poll: found.id, mark }),
      ),
    ],
  };
};
