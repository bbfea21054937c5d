import { z } from 'zod';
import type { ActorContext, View } from '../../db/context.ts';
import { check } from '../../guard/index.ts';
import { isChair } from '../../kernel/access.ts';
import { buttons, formButton, note, press, text, type Card, type Value } from '../../kernel/card.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { answered, cardReply, changed, noteReply, type Effect, type Outcome } from '../../kernel/outcome.ts';
import { mention, rich, time, typed, type Rich } from '../../kernel/rich.ts';
import {
  facilitatorName,
  facilitators,
  firstName,
  placeId,
  placeNames,
  placeOfId,
  toFacilitators,
} from '../roster/index.ts';

/** When it was typed, and by whom if they asked for help: all that is kept of it. */
const typedId = z.object({ at: z.coerce.date(), in: z.string().optional(), by: z.string().optional() });

interface Typed {
  readonly at: string;
  /** The channel, by its id in our cards. */
  readonly in?: string | undefined;
}

/** A call for help is a message of its own: nobody is notified of one that is only edited. */
async function tellFacilitators(ctx: ActorContext, what: Typed, by?: MemberId): Promise<readonly Effect[]> {
  const id = JSON.stringify(by ? { ...what, by } : what);
  const key = by ? `typed-help:${what.at}:${by}` : `typed:${what.at}`;
  return toFacilitators(ctx.tx, key, { name: 'agenda.typed', id }, true);
}

/** COPY 7b: shown to the writer alone; it repeats none of the words. */
function deleteCard(told: Rich, what: Value): Card {
  return {
    title: rich`Please delete your message now`,
    notice: 'Please look at your message',
    blocks: [
      text(
        rich`It may point to a person, and others here can see it. Hold the message, or press the three dots, then Delete. We did not save it. ${told} It happens to most of us. Use the button to start again in private.`,
      ),
      buttons(
        press('I deleted it', 'agenda.deleted', {}, 'main'),
        formButton('Start again in private', 'agenda.item', {}),
        press('I need help', 'agenda.help', what),
      ),
    ],
  };
}

/** Free text where others can read it is no door (product rule 2): a private form is; the guard reads it all the same. */
export async function typedInTheOpen(ctx: ActorContext, said: string): Promise<Outcome> {
  if (check(said).state === 'clean')
    return answered(
      noteReply(
        rich`Others can read what is typed here, so I take no text from here. Is it a topic? Use the button: the form is yours alone. ${typed('help')} lists what else you can do.`,
        [buttons(formButton('Add a topic', 'agenda.item', {}, 'main'))],
      ),
    );
  const { place } = ctx;
  const at = ctx.now.toISOString();
  const what = place ? { at, in: placeId(place) } : { at };
  return changed({
    reply: cardReply(deleteCard(await toldText(ctx), what)),
    changes: [{ action: 'text in the open', subject: ctx.actor.member }],
    effects: await tellFacilitators(ctx, what),
  });
}

const isFacilitator = async (ctx: ActorContext): Promise<boolean> =>
  (await facilitators(ctx.tx)).some(({ member }) => member === ctx.actor.member);

/** While Convener is off the note waits: the writer must not rely on it. */
async function callText(ctx: ActorContext): Promise<Rich> {
  const name = firstName(await facilitatorName(ctx));
  return rich`I send nothing just now, so ${name} does not know yet. Please call ${ctx.taskForce.contactPhone || 'them'}.`;
}

const isOff = ({ taskForce }: ActorContext): boolean => taskForce.state !== 'running';

async function toldText(ctx: ActorContext): Promise<Rich> {
  if (await isFacilitator(ctx)) return rich`You get a note that this happened, not what it said.`;
  if (isOff(ctx)) return callText(ctx);
  return rich`${firstName(await facilitatorName(ctx))} was told that this happened, not what it said.`;
}

async function helpText(ctx: ActorContext): Promise<Rich> {
  if (await isFacilitator(ctx))
    return rich`You are who helps here: please ask whoever looks after this workspace or team to remove the message.`;
  if (isOff(ctx)) return callText(ctx);
  const { contactPhone } = ctx.taskForce;
  const call = contactPhone ? `, or call ${contactPhone}` : '';
  return rich`${firstName(await facilitatorName(ctx))} knows that you would like help. Please do not write the details${call}.`;
}

export async function deleted(): Promise<Outcome> {
  return answered(noteReply(rich`Thank you. There is nothing more to do.`));
}

/** The facilitators' card about that message, now with a name: its writer asked for it. */
export async function needHelp(ctx: ActorContext, what: Typed): Promise<Outcome> {
  return changed({
    reply: noteReply(await helpText(ctx)),
    changes: [{ action: 'help with a text', subject: ctx.actor.member }],
    effects: await tellFacilitators(ctx, what, ctx.actor.member),
  });
}

/** For facilitators: that it happened, never what it said, and who it was only if they asked for help. */
export const typedView: View = async (ctx, id, reader) => {
  if (!isChair(reader.person?.roles ?? [])) return null;
  const { at, in: where, by } = typedId.parse(JSON.parse(id));
  const place = where === undefined ? undefined : placeOfId(where);
  const [channel = 'a channel'] = place ? await placeNames(ctx.tx, [place]) : [];
  const help = by ? rich` ${mention(by as MemberId)} would like help with it: please call.` : rich``;
  return {
    title: by ? rich`Someone would like your help` : rich`A message in a channel may point to a person`,
    notice: by ? 'Someone would like your help' : 'Please look at the channel',
    blocks: [
      text(
        rich`A message that may point to a person was typed ${time(at)} in ${channel} of ${ctx.taskForce.neutralName}, where others can read it. The writer was asked to delete it, and nothing of it was kept here.${help}`,
      ),
      note(
        rich`Is it still there? Please ask whoever looks after that workspace or team to remove it. The check can be wrong, too.`,
      ),
    ],
  };
};
