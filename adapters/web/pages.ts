import { createHash } from 'node:crypto';
import { html } from 'hono/html';
import { isChair, type Person } from '../../src/kernel/access.ts';
import type { SealedCard } from '../../src/kernel/card.ts';
import type { Envelope, Intent } from '../../src/kernel/intent.ts';
import { channelPlace, directPlace, type Answer, type Standing } from '../../src/kernel/platform.ts';
import { time, type Words } from '../../src/kernel/rich.ts';
import { timeText } from '../../src/kernel/time-text.ts';
import { kindPage, type Page } from './layout.ts';
import { POLL_SECONDS } from './limits.ts';
import { PLATFORM } from './receive.ts';
import { notFound, Refusal } from './refusal.ts';
import { renderCard, renderRich, scopeOf, withoutButtons, type Drawing, type Html } from './render.ts';
import { drawingFor, lookOf, type Visit } from './visit.ts';

/** A part of a page that keeps itself up to date. */
export interface Region {
  readonly path: string;
  /** What it was made from; the same again means that nothing changed. */
  readonly seen: string;
  readonly inner: Html;
}

/** The name of the one channel that the web has. */
export const CHANNEL = channelPlace('main');

/** Who reads the web's channel: it stands for the members' part. */
export const readsChannel = (person: Person): boolean => person.segments.includes('members');

const listed = (_: string, value: unknown): unknown => (value instanceof Map ? [...value] : value);

export function fingerprint(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value, listed)).digest('base64url').slice(0, 16);
}

/** Asks for itself again; it is answered with nothing while nothing changed, so that no one loses their place. */
export function live({ path, seen, inner }: Region): Html {
  const url = `${path}${path.includes('?') ? '&' : '?'}seen=${seen}`;
  return html`<div
    id="live"
    hx-get="${url}"
    hx-trigger="every ${POLL_SECONDS}s"
    hx-target="this"
    hx-swap="outerHTML"
  >
    ${inner}
  </div>`;
}

function edited({ shownAt, editedAt, words }: Standing, drawing: Drawing): Html | '' {
  if (!editedAt) return '';
  const day = (at: Date): string => timeText({ at, style: 'date' }, words);
  const style = day(editedAt) === day(shownAt) ? 'time' : 'moment';
  return html` · edited ${renderRich([time(editedAt, style)], drawing)}`;
}

/** One message as the web shows it, with when it came. */
export function standingItem(standing: Standing, visit: Visit, back: string): Html {
  const { key, ref, card, words, shownAt } = standing;
  const drawing = drawingFor(visit, words, back);
  return html`<li>
    <p class="when">${renderRich([time(shownAt)], drawing)}${edited(standing, drawing)}</p>
    ${renderCard(card, drawing, { scope: scopeOf(`${key} ${ref}`) })}
  </li>`;
}

interface Stand {
  readonly place: string;
  readonly back: '/' | '/channel';
  readonly path: string;
  readonly empty: string;
}

/** "My day", beside the messages: before Start it is the way to begin. */
const myDay = (visit: Visit, { reply, words }: Answer, back: string): Html | '' =>
  reply.kind === 'card'
    ? renderCard(reply.card, drawingFor(visit, words, back), { scope: scopeOf('my day') })
    : '';

/** What stands in one of the web's own places. */
export const standingAt = ({ host, visitor }: Visit, place: string): Promise<readonly Standing[]> =>
  host.standing({ platform: PLATFORM, tenant: visitor.taskForce.id, place });

async function standingRegion(
  visit: Visit,
  { place, back, path, empty }: Stand,
  how?: 'kept',
): Promise<Region> {
  const all = await standingAt(visit, place);
  const day = back === '/' ? await visit.host.home(lookOf(visit), how) : undefined;
  const list = html`<ol role="list" class="messages">
    ${all.map((each) => standingItem(each, visit, back))}
  </ol>`;
  const messages = all.length > 0 ? list : html`<p class="empty">${empty}</p>`;
  const own = day ? myDay(visit, day, back) : '';
  // A chair comes for the whole: what needs them. Everyone else comes for what they were sent, unless nothing is sent now.
  const { person, taskForce } = visit.visitor;
  const dayFirst = isChair(person.roles) || taskForce.state !== 'running';
  const inner = dayFirst ? html`${own}${messages}` : html`${messages}${own}`;
  return { path, seen: fingerprint([all, day]), inner };
}

/** `kept` where an open page asks whether something is new. */
export const messagesRegion = (visit: Visit, how?: 'kept'): Promise<Region> =>
  standingRegion(
    visit,
    {
      place: directPlace(visit.visitor.account),
      back: '/',
      path: '/live/messages',
      empty: readsChannel(visit.visitor.person)
        ? 'No message has come yet. Each one for you alone will stand here; what goes to the whole group is under Channel.'
        : 'No message has come yet. Each one for you will stand here.',
    },
    how,
  );

export function channelRegion(visit: Visit): Promise<Region> {
  if (!readsChannel(visit.visitor.person)) {
    throw new Refusal(
      403,
      'This channel is not open to you',
      "This channel is for the members' part. Your own copy of each agenda is under My messages.",
    );
  }
  return standingRegion(visit, {
    place: CHANNEL,
    back: '/channel',
    path: '/live/channel',
    empty: 'Nothing here yet. What goes to the whole group stands on this page.',
  });
}

export async function messagesPage(visit: Visit): Promise<Page> {
  const body = html`<h1>My messages</h1>
    ${live(await messagesRegion(visit))}`;
  return { status: 200, title: 'My messages', back: '/', body };
}

export async function channelPage(visit: Visit): Promise<Page> {
  const body = html`<h1>Channel</h1>
    <p class="lead">What the whole group reads.</p>
    ${live(await channelRegion(visit))}`;
  return { status: 200, title: 'Channel', back: '/channel', body };
}

/** What the core answers to a command that only reads. */
export const ask = (visit: Visit, text: string): Promise<Answer> => {
  const envelope: Envelope = lookOf(visit);
  const intent: Intent = { kind: 'command', text };
  return visit.host.handle(envelope, intent);
};

export const agendaCommand = (meeting: string | undefined): string =>
  meeting === undefined ? 'agenda' : `agenda --meeting ${meeting}`;

/** The agenda as a part that keeps itself up to date; undefined when there is none to show. */
export function agendaRegion(visit: Visit, answer: Answer, meeting: string | undefined): Region | undefined {
  const { reply, words } = answer;
  if (reply.kind !== 'card') return undefined;
  const query = meeting === undefined ? '' : `?meeting=${meeting}`;
  const inner = renderCard(reply.card, drawingFor(visit, words, `/agenda${query}`), {
    scope: 'agenda',
    level: 1,
  });
  return { path: `/live/agenda${query}`, seen: fingerprint([reply.card, words]), inner };
}

/** What a page to print is made from. */
interface Sheet {
  readonly card: SealedCard;
  readonly words: Words;
}

/**
 * The copy for the table: the agenda as it stands in the channel, so that nothing is on it that not all of them may
 * read, and nothing that waits. It is the one that speaks of the same meeting as the reader's own.
 */
async function tableCopy(visit: Visit, own: SealedCard): Promise<Sheet | undefined> {
  const tenant = visit.visitor.taskForce.id;
  const all = await visit.host.standing({ platform: PLATFORM, tenant, place: CHANNEL });
  const title = JSON.stringify(own.title);
  return all.find(({ card }) => JSON.stringify(card.title) === title);
}

function sheetPage(
  visit: Visit,
  { card, words }: Sheet,
  around: { back: string; hint: Html | string },
): Page {
  const { back, hint } = around;
  const sheet = renderCard(withoutButtons(card), drawingFor(visit, words, back), {
    scope: 'agenda',
    level: 1,
  });
  const body = html`<div class="print-hint">
      <a href="${back}">Back to the agenda</a>
      <span class="by-hand">To print, use your browser's own menu.</span>
      <button type="button" class="button usual" data-print hidden>Print</button>
    </div>
    ${hint}${sheet}`;
  return { status: 200, title: 'Agenda', back, body, print: true };
}

/** To print: the copy for the table, or with `own` the reader's own, which says so on paper too. */
export async function printPage(
  visit: Visit,
  answer: Answer,
  of: { back: string; own: boolean },
): Promise<Page> {
  const { reply, words } = answer;
  if (reply.kind !== 'card') throw notFound();
  const { back } = of;
  const own = { card: reply.card, words };
  // Someone invited to the open part has no other copy.
  if (!readsChannel(visit.visitor.person)) return sheetPage(visit, own, { back, hint: '' });
  if (of.own) {
    const hint = html`<p class="own-copy">
      ${visit.visitor.person.name}: your own copy. Others may not be allowed to read all of it, so please do
      not leave it on a table.
    </p>`;
    return sheetPage(visit, own, { back, hint });
  }
  const instead = html`<a href="${back}${back.includes('?') ? '&' : '?'}print=own"
    >Print my own copy instead</a
  >`;
  const table = await tableCopy(visit, reply.card);
  if (!table)
    return kindPage({
      status: 200,
      title: 'No copy for the table yet',
      text: html`It is here once the agenda has gone out to the channel. ${instead}.`,
      back,
    });
  const hint = html`<p class="print-hint">
    The copy for the table, as the channel has it: only topics that all of its readers may see, and none that
    waits. ${instead}
  </p>`;
  return sheetPage(visit, table, { back, hint });
}
