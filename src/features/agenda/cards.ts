import { isChair, type Reader, type Segment } from '../../kernel/access.ts';
import {
  buttons,
  formButton,
  linkButton,
  list,
  note,
  press,
  text,
  type Block,
  type Button,
  type Card,
  type ListRow,
} from '../../kernel/card.ts';
import { bold, mention, plain, rich, sentences, time, type Rich } from '../../kernel/rich.ts';
import type { TaskForce } from '../../kernel/task-force.ts';
import { attendanceButtons, type Deadlines, type Meeting } from '../meetings/index.ts';
import {
  allRows,
  counted,
  freeMinutes,
  inOrder,
  minutesOf,
  type Item,
  type Layout,
  type Row,
} from './model.ts';
import type { AgendaPhase } from './table.ts';

/** All that a card about one agenda needs; loaded by views.ts, rendered here without a clock or a database. */
export interface AgendaFacts {
  readonly taskForce: TaskForce;
  readonly meeting: Meeting;
  readonly deadlines: Deadlines;
  readonly phase: AgendaPhase;
  readonly held: boolean;
  readonly layout: Layout;
  readonly reader: Reader;
  /** When the meeting after this one is, if it is planned. */
  readonly nextAt: Date | undefined;
  readonly publicUrl: string;
}

const NOTICE = 'Agenda updated';

const minutesText = (item: Item): string => (item.minutes === null ? '' : `${minutesOf(item)} min`);

function rowDetail(item: Item): Rich {
  const parts: Rich[] = [];
  if (minutesText(item)) parts.push([plain(minutesText(item))]);
  if (item.owner) parts.push([mention(item.owner)]);
  if (item.state === 'proposed') parts.push([plain('proposed')]);
  if (item.state === 'suggested') parts.push([plain('suggested, waits for a chair')]);
  if (item.carriedOver) parts.push([plain('moved over from last time')]);
  return parts.flatMap((part, index) => (index === 0 ? part : [plain(' · '), ...part]));
}

const SEGMENT_TITLE: Readonly<Record<Segment, string>> = {
  open: 'Open part',
  members: "Members' part",
  closed: 'Closed part',
};

function rowButtons(facts: AgendaFacts, { item }: Row): readonly Button[] {
  const { reader } = facts;
  const value = { item: item.id };
  const edit = formButton('Edit', 'agenda.item', value, 'quiet');
  if (isChair(reader.person?.roles ?? [])) {
    const accept = item.state === 'accepted' ? [] : [press('Accept', 'agenda.accept', value)];
    return [...accept, ...moves(item, facts.layout), edit];
  }
  return mayEditOwn(item, facts) ? [edit] : [];
}

/** Earlier and later within its own part; no button that would do nothing. */
function moves(item: Item, layout: Layout): readonly Button[] {
  if (item.state === 'suggested') return [];
  const peers = inOrder(counted(allRows(layout).map((row) => row.item))).filter(
    (each) => each.segment === item.segment,
  );
  const value = { item: item.id };
  return [
    ...(peers[0] === item ? [] : [press('Earlier', 'agenda.earlier', value, 'quiet')]),
    ...(peers.at(-1) === item ? [] : [press('Later', 'agenda.later', value, 'quiet')]),
  ];
}

/** A proposer may change their own item until topics close. */
export const mayEditOwn = (item: Item, { reader, phase }: Pick<AgendaFacts, 'reader' | 'phase'>): boolean =>
  phase === 'collecting' &&
  reader.person !== undefined &&
  item.owner === reader.person.member &&
  item.kind !== 'case';

function listRow(facts: AgendaFacts, row: Row, withButtons: boolean): ListRow {
  const plainRow = { label: row.label, text: [plain(row.item.title)], detail: rowDetail(row.item) };
  const actions = withButtons ? rowButtons(facts, row) : [];
  return actions.length > 0 ? { ...plainRow, buttons: actions } : plainRow;
}

function listBlocks(facts: AgendaFacts, withButtons: boolean): readonly Block[] {
  const { groups, ifTimeAllows, waiting, untitledMinutes } = facts.layout;
  const rows = (of: readonly Row[]) => of.map((row) => listRow(facts, row, withButtons));
  const blocks: Block[] = groups.map((group) =>
    list(rows(group.rows), rich`${SEGMENT_TITLE[group.segment]}, ${time(group.startsAt, 'time')}`),
  );
  if (untitledMinutes > 0) blocks.push(text(rich`Members' part, ${untitledMinutes} min.`));
  if (ifTimeAllows.length > 0) blocks.push(list(rows(ifTimeAllows), rich`If time allows`));
  if (waiting.length > 0) blocks.push(list(rows(waiting), rich`Waits for a chair`));
  return blocks;
}

const whenAndWhere = ({ meeting, taskForce }: AgendaFacts): Block =>
  text(
    rich`${meeting.location}.${taskForce.contactPhone ? ` Questions? Call ${taskForce.contactPhone}.` : ''}`,
  );

/** "94 minutes for a 90-minute meeting: 4 too many." */
export function sumText({ layout }: Pick<AgendaFacts, 'layout'>): Rich {
  const free = freeMinutes(layout);
  const planned = rich`${layout.minutes} minutes for a ${layout.length}-minute meeting`;
  if (free < 0) return rich`${planned}: ${-free} too many.`;
  return free === 0 ? rich`${planned}: it is full.` : rich`${planned}: ${free} free.`;
}

/** COPY 1; later edited, not reposted. */
export function callCard(facts: AgendaFacts): Card {
  const { meeting, deadlines, layout, phase, nextAt } = facts;
  const see = press('See topics so far', 'agenda.open', { meeting: meeting.id });
  const title = rich`What should we talk about on ${time(meeting.startsAt, 'date')}?`;
  const when = rich`${time(meeting.startsAt, 'moment', meeting.endsAt)}.`;
  const notice = 'Topics welcome for the next meeting';
  if (phase !== 'collecting') {
    const goesOut =
      phase === 'published'
        ? rich`The agenda is out.`
        : rich`The agenda goes out ${time(deadlines.publishAt)}.`;
    return {
      title,
      notice,
      blocks: [text(sentences(when, rich`Topics are closed.`, goesOut)), buttons(see)],
    };
  }
  const free = freeMinutes(layout);
  const full = nextAt
    ? rich`This meeting is full. New topics may move to ${time(nextAt, 'date')}.`
    : rich`This meeting is full.`;
  const room = free > 0 ? rich`${free} of ${layout.length} minutes are free.` : full;
  return {
    title,
    notice,
    blocks: [
      text(
        sentences(
          when,
          room,
          rich`One line is enough. Please leave out anything about a person in a case. For a case, press "Case discussion": we hold the time and keep no details. Topics close ${time(deadlines.topicsCloseAt)}.`,
        ),
      ),
      buttons(
        formButton('Add a topic', 'agenda.item', { meeting: meeting.id }, 'main'),
        press('Case discussion', 'agenda.case', { meeting: meeting.id }),
        see,
      ),
    ],
  };
}

/** COPY 3, to each chair. */
export function draftCard(facts: AgendaFacts): Card {
  const { meeting, deadlines, layout, phase, held } = facts;
  const id = { meeting: meeting.id };
  const topics = allRows(layout).length - layout.waiting.length;
  const waiting = layout.waiting.length;
  const waits =
    waiting > 0 && rich`${waiting} ${waiting === 1 ? 'suggestion waits' : 'suggestions wait'} for your yes.`;
  const goesOut = rich`This goes out ${time(deadlines.publishAt)}.`;
  const without =
    waiting > 0 ? rich`it goes out without ${waiting === 1 ? 'that topic' : 'those topics'}, and ` : rich``;
  const nothing = rich`If you do nothing, ${without}what does not fit goes under "If time allows".`;
  const title = rich`Draft agenda, ${time(meeting.startsAt, 'date')}`;
  const open = press('Open the draft', 'agenda.open', id, 'main');
  if (phase === 'published')
    return {
      title,
      notice: 'The agenda is out',
      blocks: [
        text(rich`The agenda is out. You can still correct it: what stands in the channel changes with it.`),
        buttons(open),
      ],
    };
  const state = held
    ? rich`It is on hold: it does not go out until you let it.`
    : sentences(goesOut, nothing);
  const carried = allRows(layout).filter((row) => row.item.carriedOver);
  const moved = carried.map((row) =>
    note(rich`Moved over from last time: ${row.item.title} (so it comes first).`),
  );
  const hold = held ? press('Let it go out', 'agenda.release', id) : press('Hold it', 'agenda.hold', id);
  return {
    title,
    notice: 'A draft is ready for you',
    blocks: [
      text(sentences(rich`${topics} topics, ${sumText(facts)}`, waits, state)),
      ...moved,
      buttons(open, ...(held ? [] : [press('Looks good', 'agenda.fine', id)]), hold),
    ],
  };
}

const inviteEnd = ({ layout }: AgendaFacts): Block | undefined => {
  const [open] = layout.groups;
  if (!open || open.segment !== 'open') return undefined;
  const until = new Date(open.startsAt.getTime() + open.minutes * 60_000);
  return text(rich`Your part is ${time(open.startsAt, 'time', until)}.`);
};

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
      whenAndWhere(facts),
      ...(part ? [part] : []),
      ...listBlocks(facts, false),
      ...(go || []),
      buttons(...attendanceButtons(meeting.id)),
    ],
  };
}

/** COPY 4: 4a where all may read the members' part, 4b in any other channel, 4c to someone invited to the open part. */
export function agendaCard(facts: AgendaFacts): Card {
  const { meeting, taskForce, reader, publicUrl } = facts;
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
      whenAndWhere(facts),
      ...listBlocks(facts, false),
      ...(taskForce.mission ? [note([plain(taskForce.mission)])] : []),
      text(rich`Cannot come? Press "Regrets".`),
      buttons(
        ...attendanceButtons(meeting.id),
        linkButton('Print', `${publicUrl}/agenda?meeting=${encodeURIComponent(meeting.id)}&print=1`),
      ),
    ],
  };
}

function phaseText({ phase, held, deadlines, reader }: AgendaFacts): Rich {
  if (phase === 'published') return rich`The agenda is out.`;
  if (held && isChair(reader.person?.roles ?? []))
    return rich`It is on hold: it does not go out until you let it.`;
  const goesOut = rich`It goes out ${time(deadlines.publishAt)}.`;
  return phase === 'collecting'
    ? rich`Topics close ${time(deadlines.topicsCloseAt)}. ${goesOut}`
    : rich`Topics are closed. ${goesOut}`;
}

function pageButtons(facts: AgendaFacts): readonly Button[] {
  const { phase, held, meeting, reader } = facts;
  const id = { meeting: meeting.id };
  const chair = isChair(reader.person?.roles ?? []);
  const add = phase === 'collecting' || chair ? [formButton('Add a topic', 'agenda.item', id, 'main')] : [];
  const holdCase =
    (phase === 'collecting' || chair) && reader.segments.includes('closed')
      ? [press('Case discussion', 'agenda.case', id)]
      : [];
  if (!chair || phase === 'published') return [...add, ...holdCase];
  const hold = held ? press('Let it go out', 'agenda.release', id) : press('Hold it', 'agenda.hold', id);
  return [...add, ...holdCase, hold, press('Publish now', 'agenda.publish', id)];
}

/** The agenda page: the whole of it for this reader, with what they may do. */
export function pageCard(facts: AgendaFacts): Card {
  const { meeting, layout, reader } = facts;
  const chair = isChair(reader.person?.roles ?? []);
  const over =
    chair &&
    facts.phase !== 'published' &&
    freeMinutes(layout) < 0 &&
    note(
      rich`What does not fit goes under "If time allows" when topics close. To keep a topic in, move it earlier or change its minutes.`,
    );
  const empty = allRows(layout).length === 0 &&
    layout.untitledMinutes === 0 && [text(rich`No topics yet. One line is enough to add the first.`)];
  const guest = !reader.segments.includes('members') && inviteEnd(facts);
  const actions = pageButtons(facts);
  return {
    title: rich`Agenda, ${time(meeting.startsAt, 'moment', meeting.endsAt)}`,
    notice: NOTICE,
    blocks: [
      whenAndWhere(facts),
      text(phaseText(facts)),
      ...(guest
        ? [guest]
        : [text([...(freeMinutes(layout) < 0 ? [bold('Over time. ')] : []), ...sumText(facts)])]),
      ...(over ? [over] : []),
      ...(empty || listBlocks(facts, true)),
      ...(actions.length > 0 ? [buttons(...actions)] : []),
      ...(facts.phase === 'published' ? [buttons(...attendanceButtons(meeting.id))] : []),
    ],
  };
}

/** COPY 7: what the guard found, in the form or beside the command. Never sent as a message, never with the words. */
export function guardCard(
  kinds: readonly string[],
  facts: { caseMeeting: string | undefined; facilitator: string; phone: string },
): Card {
  const call = facts.phone ? `${facts.facilitator}, ${facts.phone}` : facts.facilitator;
  return {
    title: rich`Not saved: this may point to a person`,
    notice: 'Not saved',
    blocks: [
      text(
        rich`The marked words look like ${kinds.join(' and ')}. We keep nothing that could point to someone, so we did not save or pass on your text. Take those words out, or hold time for a case with no details. This check can be wrong, and it can miss things. Or call ${call}.`,
      ),
      ...(facts.caseMeeting
        ? [buttons(press('Hold time for a case', 'agenda.case', { meeting: facts.caseMeeting }))]
        : []),
      note(rich`If your law lets you share this, do it in person or by phone, not here.`),
    ],
  };
}
