import { list, thing, words } from '../support/slack/json.ts';
import {
  cardOf,
  FORGERIES,
  livePartsOf,
  noticeOf,
  plainTextOf,
  type Answered,
  type Dialog,
} from '../support/teams/signed.ts';
import type { Door, Driver } from './contract.ts';
import { setUp } from './teams/stage.ts';

/** What stands in the boxes of a dialog, by the names of the fields. */
const typedIn = (dialog: Dialog): Record<string, string> =>
  Object.fromEntries(
    list(cardOf(dialog)['body'])
      .map(thing)
      .filter(({ type }) => words(type).startsWith('Input.'))
      .map(({ id, value }) => [words(id).slice(2), typeof value === 'number' ? String(value) : words(value)]),
  );

async function open(): Promise<Door> {
  const stage = await setUp();
  const { teams, sender, dana, room, chat, platform } = stage;
  const eve = teams.addUser(stage.tenant, 'Eve Stone');
  room.members.add(eve.id);
  await sender.installed(room, { by: dana });
  const place = stage.inRoom();
  let dialog: Dialog | undefined;
  /** What Teams showed beside a card, or in place of a dialog. */
  const said: string[] = [];
  const call = () => teams.postsIn(room)[0]!;
  const did = (heard: Answered) => {
    if (heard.said !== undefined) said.push(heard.said);
    return { again: () => sender.again(heard) };
  };
  const inDialog = (heard: Answered) => {
    dialog = heard.dialog;
    return did(heard);
  };

  return {
    platform,
    place,
    host: stage.host,
    account: dana.aadObjectId,
    logged: stage.log,
    command: async (text) => {
      const heard = await sender.message(dana, chat, text);
      return { again: () => sender.again(heard) };
    },
    press: async (label) => {
      if (dialog && plainTextOf(dialog).includes(`[${label}]`))
        return inDialog(await sender.press(dana, dialog, label));
      return did(await sender.press(dana, call(), label));
    },
    open: async (label) => inDialog(await sender.press(dana, call(), label)),
    form: () => dialog && { says: plainTextOf(dialog), typed: typedIn(dialog) },
    submit: async (values) => inDialog(await sender.submit(dana, dialog!, values)),
    heard: () => [...said, ...teams.postsIn(dana).map(plainTextOf)],
    live: () =>
      [...teams.postsIn(dana), ...teams.postsIn(room), ...(dialog ? [dialog] : [])].flatMap(livePartsOf),
    stranger: async () => {
      await sender.message(eve, teams.install(eve), 'pause');
      const pressed = await sender.press(eve, call(), 'Case discussion');
      const [told] = await teams.until(() => {
        const posts = teams.postsIn(eve);
        return posts.length > 0 && posts;
      });
      return `${pressed.said}\n${plainTextOf(told!)}`;
    },
    forgeries: {
      ...Object.fromEntries(
        FORGERIES.map((forge) => [forge, () => sender.message(dana, chat, 'pause', { forge })]),
      ),
      'another tenant': () =>
        sender.message(dana, chat, 'pause', { tenant: '99999999-9999-4999-8999-999999999999' }),
    },
    show: (card, previous) => stage.show(place, card, previous),
    remove: (ref) => platform.remove(place, ref),
    stands: async () => teams.postsIn(room).map(plainTextOf),
    notices: () => teams.postsIn(room).map(noticeOf),
    trouble: (what, doing) => {
      const method = doing === 'post' ? 'sendToConversation' : 'updateActivity';
      if (what === 'forbidden') teams.fail(method, { kind: 'status', status: 403, code: 'Forbidden' });
      else if (what === 'broken line') teams.fail(method, { kind: 'drop', effect: true });
      else teams.fail(method, { kind: 'status', status: 429, retryAfter: 7 });
    },
    stop: stage.stop,
  };
}

/** Tokens signed as Microsoft signs them, against the stand-in of test/support/teams. */
export const TEAMS: Driver = { name: 'Teams', hurried: true, sends: true, open };
