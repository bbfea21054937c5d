import { barOf } from '../../kernel/bar.ts';
import { grantOf, isChair } from '../../kernel/access.ts';
import {
  buttons,
  formButton,
  note,
  press,
  text,
  type Block,
  type Button,
  type Card,
} from '../../kernel/card.ts';
import { bold, plain, rich, sentences, time, type Rich } from '../../kernel/rich.ts';
import { attendanceButtons, otherMeetings, startButtons } from '../meetings/index.ts';
import { beyondText, inviteEnd, NOTICE, outText, sumText, whenAndWhere, type AgendaFacts } from './facts.ts';
import { allRows, freeMinutes, plannedMinutes } from './model.ts';
import { facilitatorBlocks } from './facilitator.ts';
import { hideButton, listBlocks } from './rows.ts';

function phaseText(facts: AgendaFacts): Rich {
  const { phase, deadlines } = facts;
  if (facts.over || phase === 'published') return outText(facts);
  const topics =
    phase === 'collecting' ? rich`Topics close ${time(deadlines.topicsCloseAt)}.` : rich`Topics are closed.`;
  return sentences(topics, outText(facts));
}

function pageButtons(facts: AgendaFacts): readonly Button[] {
  if (facts.over) return [];
  const { phase, meeting, reader } = facts;
  const id = { meeting: meeting.id };
  const chair = isChair(reader.person?.roles ?? []);
  const mayAdd =
    chair || (phase === 'collecting' && grantOf('propose', reader.person?.roles ?? []) !== undefined);
  const add = mayAdd ? [formButton('Add a topic', 'agenda.item', id, 'main')] : [];
  const holdCase =
    mayAdd && reader.segments.includes('closed') ? [press('Case discussion', 'agenda.case', id)] : [];
  return [...add, ...holdCase, ...(chair ? sendButtons(facts) : [])];
}

const isWaiting = ({ phase, begun, over }: AgendaFacts): boolean => phase !== 'published' && !begun && !over;

/** For chairs: what becomes of an agenda that is not out yet. While Convener is off nothing can be sent. */
function sendButtons(facts: AgendaFacts): readonly Button[] {
  if (!isWaiting(facts)) return [];
  const { held, late, meeting, taskForce } = facts;
  const id = { meeting: meeting.id };
  const on = taskForce.state === 'running';
  if (held && late && on) return [press('Let it go out now', 'agenda.release', id)];
  const hold = held ? press('Let it go out', 'agenda.release', id) : press('Hold it', 'agenda.hold', id);
  return [...(held && late ? [] : [hold]), ...(on ? [press('Publish now', 'agenda.publish', id)] : [])];
}

/** Beside "Nothing goes out yet", wherever the page says it. */
function startBlocks(facts: AgendaFacts): readonly Block[] {
  const start = startButtons(facts.taskForce, facts.reader.person?.roles ?? []);
  return isWaiting(facts) && start.length > 0 ? [buttons(...start)] : [];
}

/** The sum while it can still change; once the agenda is out, what does not fit is where it belongs. */
function sumBlocks(facts: AgendaFacts): readonly Block[] {
  if (facts.over || facts.phase === 'published') return [];
  const over = freeMinutes(facts.layout) < 0 && [bold('Over time.')];
  const { length } = facts.layout;
  const bar = barOf(plannedMinutes(facts.layout), length);
  const sum = sentences(over, sumText(facts), beyondText(facts));
  return [text(bar === '' ? sum : [plain(`${bar} `), ...sum])];
}

/** What becomes of too much: before topics close, and after. */
function overNote({ over, phase, layout }: AgendaFacts): Block | undefined {
  if (over || phase === 'published') return undefined;
  if (layout.ifTimeAllows.length > 0)
    return note(
      rich`What stands under "If time allows" comes first next time. To bring a topic back in, move it earlier or change its minutes.`,
    );
  return phase === 'collecting' && freeMinutes(layout) < 0
    ? note(
        rich`What does not fit goes under "If time allows" when topics close. To keep a topic in, move it earlier or change its minutes.`,
      )
    : undefined;
}

const emptyText = ({ phase }: AgendaFacts): Rich =>
  phase === 'collecting'
    ? rich`No topics yet. One line is enough to add the first.`
    : rich`No topics are planned. Something to raise? Bring it along, or tell a chair.`;

/** For someone invited to the open part alone, while there is nothing in it. */
function nothingForThem({ layout, phase, over, reader }: AgendaFacts): Rich | undefined {
  const theirs = allRows(layout).filter((row) => row.item.state !== 'suggested');
  if (over || reader.segments.includes('members') || theirs.length > 0 || layout.untitledMinutes === 0)
    return undefined;
  return phase === 'collecting'
    ? rich`Nothing for the open part so far. If it stays so, you need not come.`
    : rich`Nothing is planned for the open part: you need not come.`;
}

/** The agenda page: the whole of it for this reader, with what they may do, and for chairs who is coming. */
export function pageCard(facts: AgendaFacts, coming: readonly Block[]): Card {
  const { meeting, layout, reader } = facts;
  const chair = isChair(reader.person?.roles ?? []);
  const over = chair && overNote(facts);
  const empty = allRows(layout).length === 0 && layout.untitledMinutes === 0 && [text(emptyText(facts))];
  const idle = nothingForThem(facts);
  const guest = !reader.segments.includes('members') && inviteEnd(facts);
  const actions = pageButtons(facts);
  return {
    title: rich`Agenda, ${time(meeting.startsAt, 'moment', meeting.endsAt)}`,
    notice: NOTICE,
    blocks: [
      ...whenAndWhere(facts),
      ...facilitatorBlocks(facts),
      text(phaseText(facts)),
      ...startBlocks(facts),
      ...(guest ? [guest] : sumBlocks(facts)),
      ...(over ? [over] : []),
      ...facts.lines.top,
      ...(idle ? [text(idle)] : []),
      ...(empty || listBlocks(facts, true)),
      ...(actions.length > 0 ? [buttons(...actions)] : []),
      ...(facts.phase === 'published' && !facts.begun ? [buttons(...attendanceButtons(meeting.id))] : []),
      ...coming,
      buttons(otherMeetings, ...hideButton(facts)),
    ],
  };
}
