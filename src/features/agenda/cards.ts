import {
  buttons,
  formButton,
  linkButton,
  note,
  press,
  text,
  type Block,
  type Button,
  type Card,
} from '../../kernel/card.ts';
import { plain, rich, sentences, time, type Rich } from '../../kernel/rich.ts';
import { attendanceButtons } from '../meetings/index.ts';
import { inviteEnd, movedText, NOTICE, outText, whenAndWhere, type AgendaFacts } from './facts.ts';
import { allRows, freeMinutes } from './model.ts';
import { facilitatorBlocks } from './facilitator.ts';
import { hideButton, listBlocks } from './rows.ts';

/** COPY 1; later edited, not reposted. */
export function callCard(facts: AgendaFacts): Card {
  const { meeting, deadlines, layout, phase, nextAt, reader } = facts;
  // Not offered to someone who has no such part. A channel has many readers: who has none is told whom to call.
  const mayHold = !reader.person || reader.segments.includes('closed');
  const see = press(phase === 'published' ? 'See the agenda' : 'See topics so far', 'agenda.open', {
    meeting: meeting.id,
  });
  const title = rich`What should we talk about on ${time(meeting.startsAt, 'date')}?`;
  const when = rich`${time(meeting.startsAt, 'moment', meeting.endsAt)}.`;
  const notice = 'Topics welcome for the next meeting';
  if (phase !== 'collecting') {
    const closed = rich`Topics are closed.`;
    return {
      title,
      notice,
      blocks: [text(sentences(when, movedText(facts), closed, outText(facts))), buttons(see)],
    };
  }
  const free = freeMinutes(layout);
  const full = nextAt
    ? rich`This meeting is full. New topics may move to ${time(nextAt, 'date')}.`
    : rich`This meeting is full.`;
  // Where nothing may be read, no figure can be true.
  const room =
    reader.segments.length > 0 && (free > 0 ? rich`${free} of ${layout.length} minutes are free.` : full);
  return {
    title,
    notice,
    blocks: [
      text(
        sentences(
          when,
          movedText(facts),
          room,
          rich`One line is enough. Please leave out anything about a person in a case.`,
          mayHold && rich`For a case, press "Case discussion": we hold the time and keep no details.`,
          rich`Topics close ${time(deadlines.topicsCloseAt)}.`,
        ),
      ),
      buttons(
        formButton('Add a topic', 'agenda.item', { meeting: meeting.id }, 'main'),
        ...(mayHold ? [press('Case discussion', 'agenda.case', { meeting: meeting.id })] : []),
        see,
      ),
    ],
  };
}

/** The parts with their rows; an agenda goes out without topics, too, and then says so. */
function listOrNone(facts: AgendaFacts): readonly Block[] {
  const { layout } = facts;
  const rows = listBlocks(facts, false);
  if (allRows(layout).length > 0) return rows;
  const none =
    layout.untitledMinutes > 0
      ? rich`Nothing is planned for the open part: you need not come.`
      : rich`No topics are planned. Something to raise? Bring it along, or tell a chair.`;
  return [text(none), ...rows];
}

const someButtons = (...some: readonly Button[]): readonly Block[] =>
  some.length > 0 ? [buttons(...some)] : [];

function guestCard(facts: AgendaFacts, title: Rich): Card {
  const { layout, meeting } = facts;
  const last = layout.groups.flatMap((group) => group.rows).at(-1);
  const part = inviteEnd(facts);
  const go = layout.untitledMinutes > 0 &&
    last && [text(rich`You are welcome to go after topic ${last.label}; the group then meets on its own.`)];
  return {
    title,
    notice: NOTICE,
    blocks: [
      ...whenAndWhere(facts),
      ...facilitatorBlocks(facts),
      ...(part ? [part] : []),
      ...facts.lines.top,
      ...listOrNone(facts),
      ...(go || []),
      ...someButtons(...(facts.begun ? [] : attendanceButtons(meeting.id)), ...hideButton(facts)),
    ],
  };
}

/** COPY 4: 4a where all may read the members' part, 4b in any other channel, 4c to someone invited to the open part. */
export function agendaCard(facts: AgendaFacts): Card {
  const { meeting, taskForce, reader, publicUrl, begun } = facts;
  if (!reader.segments.includes('members')) {
    if (reader.person) return guestCard(facts, rich`Agenda, ${time(meeting.startsAt, 'date')}`);
    return {
      title: rich`The agenda for ${time(meeting.startsAt, 'date')} is ready.`,
      notice: NOTICE,
      blocks: [
        text(rich`Press to open your copy. Each person sees the parts meant for them.`),
        buttons(press('Open my copy', 'agenda.open', { meeting: meeting.id }, 'main')),
      ],
    };
  }
  return {
    title: rich`Agenda, ${time(meeting.startsAt, 'moment', meeting.endsAt)}`,
    notice: NOTICE,
    blocks: [
      ...whenAndWhere(facts),
      ...facilitatorBlocks(facts),
      ...facts.lines.top,
      ...listOrNone(facts),
      ...(taskForce.mission ? [note([plain(taskForce.mission)])] : []),
      ...(begun ? [] : [text(rich`Cannot come? Press "Regrets". You can name someone in your place.`)]),
      buttons(
        ...(begun ? [] : attendanceButtons(meeting.id)),
        linkButton('Print', `${publicUrl}/agenda?meeting=${encodeURIComponent(meeting.id)}&print=1`),
        ...hideButton(facts),
      ),
    ],
  };
}

interface GuardFacts {
  /** The meeting in which this person could hold time for a case; undefined when they may not. */
  readonly caseMeeting: string | undefined;
  /** Whom they may call instead; undefined where there is nobody but themselves. */
  readonly call: string | undefined;
  /** Their words are in front of them, marked; after a typed command they are not. */
  readonly inForm: boolean;
  readonly chairMayDeclare: boolean;
}

/** COPY 7: what the guard found, in the form or beside the command. Never sent as a message, never with the words. */
export function guardCard(kinds: readonly string[], facts: GuardFacts): Card {
  const { caseMeeting, call, inForm, chairMayDeclare } = facts;
  const instead = caseMeeting ? ', or hold time for a case with no details' : '';
  const form =
    chairMayDeclare &&
    !inForm &&
    rich`Is it an office or a public place? Use the form: there you can say so.`;
  const hold = caseMeeting ? [press('Hold time for a case', 'agenda.case', { meeting: caseMeeting })] : [];
  const again = inForm ? [] : [formButton('Start again in the form', 'agenda.item', {})];
  return {
    title: rich`Not saved: this may point to a person`,
    notice: 'Not saved',
    blocks: [
      text(
        sentences(
          rich`${inForm ? 'The marked words' : 'Some words'} look like ${kinds.join(' and ')}.`,
          rich`This text was not saved and not passed on.`,
          rich`Take those words out${instead}.`,
          rich`This check can be wrong, and it can miss things.`,
          call !== undefined && rich`Or call ${call}.`,
          form,
        ),
      ),
      ...(hold.length + again.length > 0 ? [buttons(...again, ...hold)] : []),
      note(rich`If your law lets you share this, do it in person or by phone, not here.`),
    ],
  };
}
