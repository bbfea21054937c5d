import { html } from 'hono/html';
import type { Answer } from '../../src/kernel/platform.ts';
import { pressedBack, wayOut, type Back } from './back.ts';
import { doorsPage } from './doors-page.ts';
import { kindPage, type Page } from './layout.ts';
import { agendaCommand, agendaRegion, ask, channelPage, live, messagesPage } from './pages.ts';
import { panePage } from './pane-page.ts';
import { DOORS_PATH } from './panes.ts';
import { previewCommand, previewPage } from './preview-page.ts';
import { receivePress, type Pressed } from './receive.ts';
import { peopleFor, renderForm } from './render-form.ts';
import { kindOf } from './refusal.ts';
import { renderBlocks, renderCard, renderRich, type Html } from './render.ts';
import { drawingFor, type Visit } from './visit.ts';

type ReplyOf<Kind extends Answer['reply']['kind']> = Extract<Answer['reply'], { kind: Kind }>;

/** What was asked, as far as it shapes the page of the answer. */
interface Asked {
  readonly back: Back;
  /** The page a card has of its own, for what is pressed on it. */
  readonly cardBack?: Back;
  /** The title of a page that is looked at: there a note is the content. */
  readonly looking?: string;
  /** Stays in the command box, to be corrected. */
  readonly typed?: string;
}

function noteHtml(
  visit: Visit,
  { reply, words }: { reply: ReplyOf<'note'>; words: Answer['words'] },
  back: string,
  level: 1 | 'none' = 'none',
): Html {
  const drawing = drawingFor(visit, words, back);
  const blocks = reply.buttons ? renderBlocks(reply.buttons, drawing, { scope: 'note', level }) : '';
  return html`<p>${renderRich(reply.text, drawing)}</p>
    ${blocks}`;
}

async function formPage(
  visit: Visit,
  answer: { reply: ReplyOf<'form' | 'invalid'>; words: Answer['words'] },
  back: string,
): Promise<Page> {
  const { reply, words } = answer;
  const { form } = reply;
  const drawing = drawingFor(visit, words, back);
  const needsPeople = form.fields.some((field) => field.kind === 'person');
  const roster = needsPeople ? await visit.host.people(visit.visitor.taskForce.id) : [];
  const people = peopleFor(visit.visitor.person, roster);
  const invalid = reply.kind === 'invalid' ? reply : undefined;
  const values = { ...form.values, ...invalid?.values };
  const errors = invalid?.errors ?? {};
  const card =
    invalid?.card &&
    html`<div class="guard">${renderCard(invalid.card, drawing, { scope: 'guard', focus: true })}</div>`;
  const body = html`<h1>${form.title}</h1>
    ${card ?? ''}${renderForm(form, drawing, { values, errors, people, focus: !card })}`;
  // A form that only asks to confirm has nothing to change.
  const wrong = Object.keys(errors).length > 0;
  return {
    status: wrong ? 422 : 200,
    title: wrong ? `To change: ${form.title}` : form.title,
    back,
    body,
  };
}

const emptyPage = (title: string, back: Back): Page => ({
  status: 200,
  title,
  back: back.path,
  body: html`<h1>${title}</h1>
    <p class="empty">Nothing here yet.</p>`,
});

/** A reply of the core as a page. */
export async function pageOf(visit: Visit, answer: Answer, asked: Asked): Promise<Page> {
  const { reply, words } = answer;
  const { back, cardBack = back, looking, typed } = asked;
  switch (reply.kind) {
    case 'none':
      return looking === undefined
        ? { ...(await pageAt(visit, back)), address: 'instead' }
        : emptyPage(looking, back);
    case 'note': {
      const note = noteHtml(visit, { reply, words }, back.path, looking === undefined ? 'none' : 1);
      if (looking === undefined) return { ...(await pageAt(visit, back)), note, address: 'instead' };
      return {
        status: 200,
        title: looking,
        back: back.path,
        body: html`<div class="kind">
          <h1>${looking}</h1>
          ${note}
        </div>`,
      };
    }
    case 'card': {
      const drawing = drawingFor(visit, words, cardBack.path);
      const body = renderCard(reply.card, drawing, { scope: 'card', level: 1 });
      const page: Page = { status: 200, title: reply.card.notice, back: cardBack.path, body };
      return cardBack === back ? page : { ...page, address: 'next' };
    }
    case 'form':
    case 'invalid':
      return formPage(visit, { reply, words }, back.path);
    case 'refused': {
      const text = renderRich(reply.text, { words, publicUrl: visit.publicUrl });
      const page = kindPage({ ...kindOf(reply.why), text, back: back.path });
      return typed === undefined ? page : { ...page, typed };
    }
    default:
      return reply satisfies never;
  }
}

/** The answer to a press. A card it opens is a page to come back to. */
export async function pressPage(visit: Visit, pressed: Pressed, back: Back): Promise<Page> {
  const { envelope, intent } = receivePress(visit.visitor, pressed, visit.host.now());
  const answer = await visit.host.handle(envelope, intent);
  return pageOf(visit, answer, { back, cardBack: pressedBack(visit.visitor, pressed, visit.now) });
}

/** A page that is looked at and refuses would lead back to itself. */
const backFrom = ({ reply }: Answer, back: Back): Back => (reply.kind === 'refused' ? wayOut(back) : back);

async function commandPage(visit: Visit, text: string, back: Back): Promise<Page> {
  const answer = await ask(visit, text);
  return pageOf(visit, answer, {
    back: backFrom(answer, back),
    looking: text === 'help' ? 'Help' : 'People',
  });
}

/** What comes next, of everyone or of one person; or why it is not shown. */
export async function previewOrWhy(visit: Visit, person: string | undefined, back: Back): Promise<Page> {
  const answer = await ask(visit, previewCommand(person));
  const page = await previewPage(visit, answer, person);
  return page ?? pageOf(visit, answer, { back: backFrom(answer, back), looking: 'What comes next' });
}

export async function agendaPage(visit: Visit, meeting: string | undefined, back: Back): Promise<Page> {
  const answer = await ask(visit, agendaCommand(meeting));
  const region = agendaRegion(visit, answer, meeting);
  if (!region) return pageOf(visit, answer, { back: backFrom(answer, back), looking: 'Agenda' });
  return { status: 200, title: 'Agenda', back: back.path, body: live(region) };
}

/** A card that a press opened, once more. What cannot be had that way any more is My messages. */
async function pressedPage(visit: Visit, back: Back & { kind: 'pressed' }): Promise<Page> {
  const { envelope, intent } = receivePress(visit.visitor, back.pressed, visit.host.now());
  const answer = await visit.host.handle(envelope, intent);
  return answer.reply.kind === 'card' ? pageOf(visit, answer, { back }) : messagesPage(visit);
}

/** A page of ours, for whoever looks at it. */
export function pageAt(visit: Visit, back: Back): Promise<Page> {
  switch (back.kind) {
    case 'agenda':
      return agendaPage(visit, back.meeting, back);
    case 'pressed':
      return pressedPage(visit, back);
    case 'page':
      switch (back.page) {
        case '/':
          return messagesPage(visit);
        case '/channel':
          return channelPage(visit);
        case '/agenda':
          return agendaPage(visit, undefined, back);
        case '/demo/slack':
        case '/demo/teams': {
          const pane = visit.panes[back.page];
          return pane ? panePage(visit, { path: back.page, pane }) : messagesPage(visit);
        }
        case DOORS_PATH:
          return doorsPage(visit);
        case '/preview':
          return previewOrWhy(visit, undefined, back);
        case '/roster':
        case '/help':
          return commandPage(visit, back.page.slice(1), back);
        default:
          return back.page satisfies never;
      }
    default:
      return back satisfies never;
  }
}
