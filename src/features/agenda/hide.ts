import type { ActorContext, View } from '../../db/context.ts';
import { stored } from '../../guard/index.ts';
import { isChair, readerOf } from '../../kernel/access.ts';
import { typedIn, type Form, type FormValues, type Option } from '../../kernel/card.ts';
import {
  answered,
  cardReply,
  changed,
  formReply,
  noteReply,
  refresh,
  refreshAtOnce,
  type Effect,
  type Outcome,
} from '../../kernel/outcome.ts';
import { rich, sentences, type Rich } from '../../kernel/rich.ts';
import { countStanding } from '../../outbox/standing.ts';
import { facilitatorName, firstName } from '../roster/index.ts';
import { hiddenCard, lookBy, thanksCard } from './hide-cards.ts';
import { hideForm } from './hide-form.ts';
import { loadAgenda, lockLoaded, type Loaded } from './load.ts';
import { allRows, isHideable, layout, type Item } from './model.ts';
import { currentAgenda, goneItem, noSuchMeeting } from './show.ts';
import { lockedAgenda, toChairs } from './steps.ts';
import { itemById, itemsThatSay, updateItem } from './store.ts';
import { fateKey, messageKeys, tellFate } from './touch.ts';

interface ForMeeting {
  readonly meeting: string;
}

/** What this reader sees and may hide, as they see it numbered. */
const optionsFor = (ctx: ActorContext, { state }: Loaded): readonly Option[] =>
  allRows(layout(state, readerOf(ctx.actor)))
    .filter(({ item }) => isHideable(item))
    .map(({ label, item }) => ({ value: item.id, label: `${label}: ${item.title}` }));

const formFor = (meeting: string, options: readonly Option[]): Form =>
  hideForm({ form: 'agenda.hide', field: 'item', options, context: { meeting } });

export async function openHide(ctx: ActorContext, { meeting }: ForMeeting): Promise<Outcome> {
  const loaded = await currentAgenda(ctx, meeting);
  if (!loaded) return answered(noSuchMeeting);
  const options = optionsFor(ctx, loaded);
  if (options.length === 0) return answered(noteReply(rich`There is nothing left here to hide.`));
  return answered(formReply(formFor(loaded.meeting.id, options)));
}

/** Whoever reads a topic hides it, whatever its meeting or Convener's own state: at once, and in every place it stands. */
export async function submitHide(
  ctx: ActorContext,
  { meeting }: ForMeeting,
  values: FormValues,
): Promise<Outcome> {
  const loaded = await lockedAgenda(ctx, meeting);
  if (!loaded) return answered(noSuchMeeting);
  const options = optionsFor(ctx, loaded);
  const [chosen] = typedIn(values, 'item');
  const item = loaded.state.items.find(({ id }) => id === chosen);
  if (!item || !options.some(({ value }) => value === chosen)) {
    const errors = { item: 'Please choose one of these.' };
    return answered({ kind: 'invalid', form: formFor(loaded.meeting.id, options), values, errors });
  }
  return hide(ctx, item);
}

/** Every message that may hold these items: brought up to date even while Convener is paused. */
const everywhere = (items: readonly Item[]): readonly string[] => [
  ...new Set(items.flatMap((item) => [...messageKeys(item.meeting), fateKey(item)])),
];

async function hide(ctx: ActorContext, item: Item): Promise<Outcome> {
  const { tx, actor, taskForce, now } = ctx;
  const same = (await itemsThatSay(tx, item.title)).filter(isHideable);
  for (const { id } of same) await updateItem(tx, id, { hidden: 'hidden' });
  const keys = everywhere(same);
  const told = item.owner === actor.member ? [] : tellFate(item);
  const messages = await countStanding(tx, taskForce.id, keys);
  const by = taskForce.state === 'running' ? await lookBy(tx, taskForce, now) : undefined;
  const facilitator = firstName(await facilitatorName(ctx));
  return changed({
    reply: cardReply(thanksCard({ messages, by, facilitator })),
    changes: [{ action: 'hide text', subject: item.id, detail: { kind: kindOf(item) } }],
    effects: [
      ...keys.map(refreshAtOnce),
      ...(await toChairs(ctx, hiddenKey(item), { name: 'agenda.hidden', id: item.id })),
      ...told,
    ],
  });
}

/** Audited by kind, never with the words. */
const kindOf = ({ task }: Item): string => (task === null ? 'topic' : 'report-back');

const hiddenKey = ({ id }: Pick<Item, 'id'>): string => `hidden:${id}`;

/** A decision about a text that someone hid, and about all that say the same. */
async function decide(
  ctx: ActorContext,
  id: string,
  said: {
    readonly action: string;
    readonly reply: Rich;
    apply(item: Item): Parameters<typeof updateItem>[2];
  },
): Promise<Outcome> {
  const known = await itemById(ctx.tx, id);
  if (!known || !ctx.actor.segments.includes(known.segment)) return answered(goneItem);
  await lockLoaded(ctx, known.meeting);
  const same = (await itemsThatSay(ctx.tx, known.title)).filter(({ hidden }) => hidden === 'hidden');
  const item = same.find((each) => each.id === id);
  if (!item) return answered(noteReply(rich`That is decided already. There is nothing to do.`));
  for (const each of same) await updateItem(ctx.tx, each.id, said.apply(each));
  const effects: Effect[] = [...everywhere(same), ...same.map(hiddenKey)].map(refresh);
  return changed({
    reply: noteReply(said.reply),
    changes: [{ action: said.action, subject: id, detail: { kind: kindOf(item) } }],
    effects,
  });
}

export const showAgain = (ctx: ActorContext, { item }: { item: string }): Promise<Outcome> =>
  decide(ctx, item, {
    action: 'show text again',
    reply: rich`It is back, for all who could read it before.`,
    apply: () => ({ hidden: null }),
  });

/** The words are gone; a topic leaves the agenda with them, the line of a task stays as one without words. */
export const eraseItem = (ctx: ActorContext, { item }: { item: string }): Promise<Outcome> =>
  decide(ctx, item, {
    action: 'erase text',
    reply: sentences(
      rich`Taken out for good.`,
      ctx.taskForce.state === 'running' && rich`Its writer is told, kindly.`,
      rich`Was it the name of a task? Please change that, too.`,
    ),
    apply: ({ task }) => {
      const gone = { title: stored('Taken out'), declared: false, hidden: 'removed' as const };
      return task === null ? { ...gone, state: 'withdrawn' as const } : gone;
    },
  });

/** For chairs, until one has decided. It says where, and repeats none of the words. */
export const hiddenView: View = async (ctx, id, reader) => {
  const item = await itemById(ctx.tx, id);
  const chair = isChair(reader.person?.roles ?? []) && item && reader.segments.includes(item.segment);
  if (!chair || item.hidden !== 'hidden') return null;
  const loaded = await loadAgenda(ctx, item.meeting);
  if (!loaded) return null;
  const row = allRows(layout(loaded.state, reader)).find((each) => each.item.id === id);
  return hiddenCard({ item, meeting: loaded.meeting, label: row?.label });
};
