// Acts as Teams, and as the people in it, towards our server.
import { sendBytes, type Heard } from '../slack/deliver.ts';
import { thing, words, type Thing } from '../slack/json.ts';
import { afterDialog, afterExecute, afterMessage, type Answered, type Pressed } from './answers.ts';
import { overHttp, type How } from './deliver.ts';
import { createEvents, type Events } from './events.ts';
import type { FakeTeams } from './fake-teams.ts';
import { fillIn, type Filled } from './fill-in.ts';
import { dialogValue, executeValue, invokePayload, messagePayload, valuePayload } from './payloads.ts';
import { buttonOf, buttonsOf, seenBy, type Dialog, type Pressable } from './reading.ts';
import { newActivityId, type Conversation, type Posted, type User } from './state.ts';

export { FORGERIES, type Forgery } from './tokens.ts';
export type { Answered } from './answers.ts';
export type { How } from './deliver.ts';
export type { Heard } from '../slack/deliver.ts';
export { fillIn, inputsOf } from './fill-in.ts';
export {
  buttonOf,
  buttonsOf,
  cardOf,
  livePartsOf,
  noticeOf,
  plainTextOf,
  seenBy,
  type Dialog,
} from './reading.ts';

export interface PressHow extends How {
  /** What is typed into the card before. */
  readonly fields?: Filled;
  /** Sends what Teams would stop. */
  readonly force?: boolean;
  /** On a client that does not know Action.Execute. */
  readonly old?: boolean;
}

/** What happens in Teams and is told to the app; the fake's teams change with it. */
export interface Sender extends Events {
  /** Types to the bot: with its name before it where others are. */
  message(user: User, place: Conversation, text: string, how?: How): Promise<Heard>;
  /** Presses a button of a message by its label; `near` tells apart several of one label. */
  press(user: User, on: Posted | Dialog, label: string, near?: string, how?: PressHow): Promise<Answered>;
  pressButton(user: User, on: Posted | Dialog, button: Pressable, how?: PressHow): Promise<Answered>;
  /** Fills in a dialog and presses its button; without a label, the last one. */
  submit(user: User, dialog: Dialog, fields: Filled, how?: PressHow & { label?: string }): Promise<Answered>;
  /** An activity in words of one's own. */
  raw(activity: Thing, how?: How): Promise<Heard>;
  /** The very same bytes once more. */
  again(heard: Heard): Promise<Heard>;
}

/** The one that sends what was typed: the last, as forms have it. */
function lastButton(dialog: Dialog): Pressable {
  const last = buttonsOf(dialog).findLast(({ takesInputs }) => takesInputs);
  if (!last) throw new Error(`nothing to send in the dialog "${dialog.title}"`);
  return last;
}

/** `url` is that of our messages: `/api/messages`. */
export function createSender(teams: FakeTeams, url: string): Sender {
  const { state, serviceUrl } = teams;
  const deliver = overHttp(teams, url);
  const idOf = ({ id }: How): string => id ?? newActivityId(state);

  const scene = (user: User, place: Conversation, thread: string | undefined) => ({
    state,
    serviceUrl,
    place,
    user,
    thread: place.kind === 'channel' ? thread : undefined,
  });
  const whereOf = (user: User, on: Posted | Dialog): Pressed =>
    'activity' in on
      ? { user, place: state.conversations.get(on.conversation)!, posted: on }
      : { user, place: on.place, posted: on.from };

  async function invoke(where: Pressed, name: string, value: Thing, how: How): Promise<Heard> {
    const { user, place, posted } = where;
    const at = scene(user, place, how.thread ?? posted?.thread ?? posted?.id);
    return deliver(invokePayload(at, idOf(how), name, value, posted?.id), how);
  }

  /** Which of its two ways the client goes. */
  function chosen({ action }: Pressable, old: boolean): Thing {
    if (action['type'] !== 'Action.Execute' || !old) return action;
    const fallback = action['fallback'];
    if (typeof fallback !== 'object' || fallback === null)
      throw new Error('an old client shows no such button');
    return thing(fallback);
  }

  async function pressButton(
    user: User,
    on: Posted | Dialog,
    button: Pressable,
    { fields = {}, force = false, old = false, ...how }: PressHow = {},
  ): Promise<Answered> {
    const where = whereOf(user, on);
    const action = chosen(button, old);
    const data = thing(action['data']);
    const inputs = button.takesInputs
      ? fillIn('activity' in on ? seenBy(on, user) : on, fields, { force })
      : {};
    switch (action['type']) {
      case 'Action.Execute': {
        const heard = await invoke(where, 'adaptiveCard/action', executeValue(action, inputs), how);
        return afterExecute(heard, where);
      }
      case 'Action.Submit': {
        if (!('activity' in on))
          return afterDialog(await invoke(where, 'task/submit', dialogValue(data, inputs), how), where);
        if (thing(data['msteams'])['type'] === 'task/fetch')
          return afterDialog(await invoke(where, 'task/fetch', dialogValue(data, inputs), how), where);
        const at = scene(user, where.place, how.thread ?? on.thread ?? on.id);
        return afterMessage(await deliver(valuePayload(at, idOf(how), { ...data, ...inputs }, on.id), how));
      }
      default:
        throw new Error(`"${button.label}" tells the bot nothing: ${words(action['type'])}`);
    }
  }

  return {
    ...createEvents(teams, deliver),
    message: (user, place, text, how = {}) => {
      const mention = how.mention ?? place.kind !== 'personal';
      const id = idOf(how);
      // A new message of a channel begins a thread of its own.
      const at = scene(user, place, how.thread ?? id);
      return deliver(messagePayload(at, id, text, mention), how);
    },
    press: async (user, on, label, near, how) => {
      const shown = 'activity' in on ? seenBy(on, user) : on;
      return pressButton(user, on, buttonOf(shown, label, near), how);
    },
    pressButton,
    submit: async (user, dialog, fields, { label, ...how } = {}) => {
      const button = label === undefined ? lastButton(dialog) : buttonOf(dialog, label);
      return pressButton(user, dialog, button, { ...how, fields });
    },
    raw: (activity, how = {}) => deliver(activity, how),
    again: ({ bytes }) => sendBytes(url, bytes),
  };
}
