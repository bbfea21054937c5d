/** What a message is, and the rule by which it goes out. */
export interface Said {
  readonly what: string;
  readonly why: string;
}

/** By view: our own words, never a title or a name. */
const SAID: Readonly<Record<string, Said>> = {
  'agenda.call': {
    what: 'Call for topics',
    why: 'Once for each meeting, as many days before it as you set.',
  },
  'agenda.last-call': {
    what: 'Last call for a topic',
    why: 'One person of each agency, a few days before topics close, while there is room.',
  },
  'agenda.draft': {
    what: 'Draft agenda',
    why: 'To the chairs, at least one full working day before it goes out.',
  },
  'agenda.held': {
    what: 'Agenda on hold',
    why: 'To the chairs, at the time at which it would have gone out.',
  },
  'agenda.post': { what: 'Agenda', why: 'At its set time before the meeting, unless it is held.' },
  'agenda.fate': { what: 'About a topic', why: 'When a topic of theirs moves on or does not fit.' },
  'agenda.hidden': {
    what: 'About a hidden text',
    why: 'When somebody says that a text may point to a person.',
  },
  'polls.hidden': {
    what: 'About a hidden comment',
    why: 'When somebody says that a comment may point to a person.',
  },
  'agenda.typed': {
    what: 'About a text in a channel',
    why: 'When somebody typed free text where others can read it.',
  },
  'briefs.brief': { what: 'A note', why: 'When something is asked of them, in their own hours.' },
  'confidentiality.reminder': {
    what: 'Reminder of confidentiality',
    why: 'Every week, and before each meeting.',
  },
  'confidentiality.ask': {
    what: 'Asks to read our promise',
    why: 'Up to three times, until they have read it.',
  },
  'confidentiality.question': { what: 'A question about our promise', why: 'When somebody has one.' },
  'digests.week': {
    what: "The week's digest",
    why: 'Every week, when there is something to say and the channel has room.',
  },
  'meetings.news': { what: 'A meeting has moved', why: 'When a chair moves or cancels a meeting.' },
  'meetings.instead': {
    what: "Asks to come in somebody's place",
    why: 'When somebody who cannot come has named them.',
  },
  'meetings.review': {
    what: 'Asks how often to meet',
    why: 'To one facilitator, once, when the group is six months old.',
  },
  'polls.post': {
    what: 'Poll',
    why: 'When it opens: feedback after each meeting, others at their set time.',
  },
  'polls.ask': {
    what: 'Asks for an answer to a poll',
    why: 'When it opens, if they read no channel, and once before it closes.',
  },
  'report-backs.ask': {
    what: 'Asks for a report-back',
    why: 'Before the meeting that hopes for it, until it is filed; then somebody may be asked to step in.',
  },
  'report-backs.stuck': {
    what: 'A task without news',
    why: 'To the facilitators, after two meetings without a report.',
  },
  'private-word.word': {
    what: 'A private word',
    why: 'To the facilitators, when somebody writes one.',
  },
  'roster.hello': { what: 'Hello', why: 'Once for each person, before anything is asked of them.' },
  'roster.match': {
    what: 'A new account',
    why: 'To the facilitators, when somebody in a channel is on no roster.',
  },
  'roster.channel': { what: 'What a channel shows', why: 'To the facilitators, when its readers change.' },
  'setup.outage': { what: 'After an outage', why: 'To the facilitators, when Convener was off for a while.' },
  'setup.trouble': {
    what: 'Not sent, and why',
    why: 'To the facilitators, when something was missed or could not be delivered.',
  },
  'subcommittees.left': {
    what: 'Somebody has left',
    why: 'To the facilitators, when what they had needs a home.',
  },
};

/** Of a message with this view. */
export const saidOf = (view: string): Said => SAID[view] ?? { what: 'A message', why: 'When it is due.' };

export const SAID_VIEWS: ReadonlySet<string> = new Set(Object.keys(SAID));
