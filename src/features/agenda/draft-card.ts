import { buttons, note, press, text, type Block, type Card } from '../../kernel/card.ts';
import { rich, sentences, time, type Rich } from '../../kernel/rich.ts';
import { carriedText } from './rows.ts';
import { goesOutByItself, outText, sumText, type AgendaFacts } from './facts.ts';

function waitingText({ layout }: AgendaFacts): Rich | false {
  const waiting = layout.waiting.length;
  return (
    waiting > 0 && rich`${waiting} ${waiting === 1 ? 'suggestion waits' : 'suggestions wait'} for your yes.`
  );
}

/** What happens if nobody acts (product rule 12). */
function ifNothing({ layout }: AgendaFacts, topics: number): Rich {
  const waiting = layout.waiting.length;
  if (waiting > 0)
    return rich`If you do nothing, it goes out without ${waiting === 1 ? 'that topic' : 'those topics'}.`;
  return topics === 0
    ? rich`If you do nothing, it goes out without topics, with the time and the place.`
    : rich`If you do nothing, it goes out as it is.`;
}

const sentenceOf = (words: string): string => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;

function movedNotes({ layout }: AgendaFacts): readonly Block[] {
  const placed = layout.groups.flatMap(({ rows }) =>
    rows.flatMap(({ item }, index) => {
      const first = rows.slice(0, index).every((row) => row.item.kind === 'standing' || row.item.carriedOver);
      const why = first ? ' (so it comes first)' : '';
      return item.carriedOver ? [note(rich`${sentenceOf(carriedText(item))}: ${item.title}${why}.`)] : [];
    }),
  );
  const waiting = layout.waiting
    .filter(({ item }) => item.carriedOver)
    .map(({ item }) => note(rich`Moved over from last time, and waits for your yes: ${item.title}.`));
  return [...placed, ...waiting];
}

/** COPY 3, to each chair. Topics are closed by now, so it says what is planned and what stands under "If time allows". */
export function draftCard(facts: AgendaFacts): Card {
  const { meeting, deadlines, layout, phase, held, begun } = facts;
  const id = { meeting: meeting.id };
  const day = time(meeting.startsAt, 'date');
  const title = phase === 'published' ? rich`The agenda for ${day} is out` : rich`Draft agenda, ${day}`;
  const open = press(phase === 'published' ? 'Open the agenda' : 'Open the draft', 'agenda.open', id, 'main');
  if (phase === 'published')
    return {
      title,
      notice: 'The agenda is out',
      blocks: [
        text(rich`You can still correct it: what stands in the channel changes with it.`),
        buttons(open),
      ],
    };
  // Those that have their place: the others are counted where they stand.
  const topics = layout.groups.reduce((count, { rows }) => count + rows.length, 0);
  const planned = topics === 1 ? '1 topic' : `${topics} topics`;
  const sum = topics === 0 ? rich`No topics yet.` : rich`${planned}, ${sumText(facts)}`;
  const state = goesOutByItself(facts)
    ? sentences(rich`This goes out ${time(deadlines.publishAt)}.`, ifNothing(facts, topics))
    : outText(facts);
  const hold = held ? press('Let it go out', 'agenda.release', id) : press('Hold it', 'agenda.hold', id);
  const actions = begun ? [] : [...(held ? [] : [press('Looks good', 'agenda.fine', id)]), hold];
  return {
    title,
    notice: 'A draft is ready for you',
    blocks: [
      text(sentences(sum, waitingText(facts), state)),
      ...movedNotes(facts),
      buttons(open, ...actions),
    ],
  };
}

/** To each chair, when an agenda is still on hold at its time; null once there is nothing left to decide. */
export function heldCard(facts: AgendaFacts): Card | null {
  const { meeting, deadlines, phase, held, late, begun } = facts;
  if (phase === 'published' || !held || !late || begun) return null;
  const id = { meeting: meeting.id };
  return {
    title: rich`The agenda for ${time(meeting.startsAt, 'date')} waits for you`,
    notice: 'An agenda waits for you',
    blocks: [
      text(
        rich`It was to go out ${time(deadlines.publishAt)}, and it is on hold. Let it go out, and everyone gets it now. Or leave it: then it is not sent, and when the meeting begins we note that. We do not ask again.`,
      ),
      buttons(
        press('Let it go out now', 'agenda.release', id, 'main'),
        press('Open the draft', 'agenda.open', id),
      ),
    ],
  };
}

/** Asked before an agenda goes out by hand. */
export function sendCard(facts: AgendaFacts, people: number): Card {
  const { meeting, deadlines, held, taskForce } = facts;
  const id = { meeting: meeting.id };
  const otherwise = goesOutByItself(facts)
    ? rich`It would go out by itself ${time(deadlines.publishAt)}.`
    : held && rich`It is on hold until now.`;
  return {
    title: rich`Send the agenda for ${time(meeting.startsAt, 'date')} now?`,
    notice: 'Send the agenda now?',
    blocks: [
      text(
        sentences(
          rich`It goes to all ${people} people of ${taskForce.neutralName}, each with the parts meant for them.`,
          otherwise,
          rich`You can correct it afterwards, but not call it back.`,
        ),
      ),
      buttons(press('Send it now', 'agenda.send', id, 'main'), press('Not yet', 'agenda.open', id)),
    ],
  };
}
