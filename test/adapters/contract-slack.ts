import type { Message, View } from '../support/slack/cloud-state.ts';
import { list, thing, words } from '../support/slack/json.ts';
import { livePartsOf, plainTextOf, type Heard } from '../support/slack/signed.ts';
import type { Door, Driver, OpenForm } from './contract.ts';
import { setUp } from './slack/stage.ts';

/** What stands in the boxes of a form that was not touched. */
const typedIn = ({ content }: View): Record<string, string> =>
  Object.fromEntries(
    list(content['blocks'])
      .map(thing)
      .filter(({ type }) => type === 'input')
      .map((block) => [words(block['block_id']), words(thing(block['element'])['initial_value'])]),
  );

async function open(): Promise<Door> {
  const stage = await setUp();
  const { slack, sender, dana, room, team, platform } = stage;
  const eve = slack.addUser(team, 'Eve Stone');
  room.members.add(eve.id);
  const place = { platform: 'slack', tenant: team.id, place: `channel:${room.id}` };
  /** Slack keeps what was typed, and shows errors below it, until the form is changed. */
  let kept: { view: View; was: string; values: Record<string, string>; errors: string } | undefined;
  const views: string[] = [];
  const topView = (): View | undefined => slack.openViews(dana).at(-1);
  const look = (): void => {
    for (const view of slack.openViews(dana)) {
      const said = plainTextOf(view);
      if (view.content['callback_id'] === 'page' && !views.includes(`${view.id} ${said}`))
        views.push(`${view.id} ${said}`);
    }
  };
  const messages = (): readonly Message[] => slack.messagesIn(room);
  const call = (): Message => messages()[0]!;
  const act = async (sent: Promise<Heard>) => {
    const heard = await sent;
    look();
    return { again: () => sender.again(heard) };
  };

  return {
    platform,
    place,
    host: stage.host,
    account: dana.id,
    logged: stage.log,
    command: (text) => act(sender.command(dana, room, `/convener ${text}`)),
    press: (label) => {
      const view = topView();
      const inForm = view !== undefined && plainTextOf(view).includes(`[${label}]`);
      return act(sender.pressButton(dana, inForm ? view : call(), label));
    },
    open: async (label) => {
      const done = await act(sender.pressButton(dana, call(), label));
      await slack.until(() => topView()?.content['callback_id'] === 'form');
      return done;
    },
    form: (): OpenForm | undefined => {
      const view = topView();
      if (view?.content['callback_id'] !== 'form') return undefined;
      const says = plainTextOf(view);
      const same = kept?.view === view && kept.was === says;
      return same && kept
        ? { says: `${says}\n${kept.errors}`, typed: kept.values }
        : { says, typed: typedIn(view) };
    },
    submit: async (values) => {
      const view = topView()!;
      const was = plainTextOf(view);
      return act(
        sender.submit(dana, view, values).then((heard) => {
          kept = { view, was, values, errors: Object.values(heard.errors).join('\n') };
          return heard;
        }),
      );
    },
    heard: () => {
      look();
      return [...[...slack.echoesFor(dana), ...slack.messagesIn(dana)].map(plainTextOf), ...views];
    },
    live: () =>
      [...slack.echoesFor(dana), ...slack.messagesIn(dana), ...slack.openViews(dana), ...messages()].flatMap(
        livePartsOf,
      ),
    stranger: async () => {
      await sender.command(eve, room, '/convener pause');
      await sender.pressButton(eve, call(), 'Case discussion');
      await slack.until(() => slack.echoesFor(eve).length === 2);
      return slack.echoesFor(eve).map(plainTextOf).join('\n');
    },
    forgeries: Object.fromEntries(
      Object.entries({
        forged: { forge: true },
        'of six minutes ago': { ageSeconds: 360 },
        'of tomorrow': { ageSeconds: -86_400 },
        'of six minutes ahead': { ageSeconds: -360 },
        'without a time': { without: ['x-slack-request-timestamp'] },
        'without a signature': { without: ['x-slack-signature'] },
      }).map(([what, how]) => [what, () => sender.command(dana, room, '/convener pause', how)]),
    ),
    show: (card, previous) => stage.show(place, { card, ...(previous === undefined ? {} : { previous }) }),
    remove: (ref) => platform.remove(place, ref),
    stands: async () => messages().map(plainTextOf),
    notices: () => messages().map(({ text }) => text),
    trouble: (what, doing) => {
      const method = doing === 'post' ? 'chat.postMessage' : 'chat.update';
      if (what === 'forbidden') slack.fail(method, { kind: 'error', error: 'is_archived' });
      else if (what === 'broken line') slack.fail(method, { kind: 'drop', effect: true });
      else slack.fail(method, { kind: 'rate', retryAfter: 7 });
    },
    stop: stage.stop,
  };
}

/** Signed HTTP against the stand-in of test/support/slack. */
export const SLACK: Driver = { name: 'Slack', hurried: true, sends: true, open };
