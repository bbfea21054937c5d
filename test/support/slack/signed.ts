// Acts as Slack, and as the people in it, towards our server.
import { answered } from './cloud-hooks.ts';
import { Refused } from './cloud-method.ts';
import {
  directWith,
  teamsOf,
  type Channel,
  type Message,
  type Team,
  type User,
  type View,
} from './cloud-state.ts';
import { changeView, checkedContent, pushUnder } from './cloud-views.ts';
import { sendBytes, type Deliver, type Heard, type How } from './deliver.ts';
import type { FakeSlack } from './fake-slack.ts';
import { fillIn, inputsOf, type Filled } from './fill-in.ts';
import { list, thing, words, type Thing } from './json.ts';
import { closePayload, commandPayload, eventPayload, pressPayload, submitPayload } from './payloads.ts';
import { buttonOf, plainTextOf, type Pressable } from './reading.ts';

export { fillIn } from './fill-in.ts';
export { overHttp, overSocket, sendBytes, signed, type Heard, type How } from './deliver.ts';
export { buttonOf, buttonsOf, livePartsOf, plainTextOf } from './reading.ts';

export interface Submitted extends Heard {
  /** By block id, as Slack shows them under the fields. */
  readonly errors: Readonly<Record<string, string>>;
}

/** What happens in Slack and is told to the app; the fake's channels change with it. */
export interface Sender {
  command(user: User, channel: Channel, typed: string, how?: How): Promise<Heard>;
  /** Presses a button of a message or a form. Slack tells of link buttons, too. */
  press(user: User, on: Message | View, button: Pressable, how?: How): Promise<Heard>;
  /** Presses by its label; `near` tells apart several of one label. */
  pressButton(user: User, on: Message | View, label: string, near?: string, how?: How): Promise<Heard>;
  submit(user: User, view: View, fields: Filled, how?: How & { force?: boolean }): Promise<Submitted>;
  close(user: User, view: View, how?: How): Promise<Heard>;
  event(team: Team, event: Thing, how?: How & { id?: string; shared?: boolean }): Promise<Heard>;
  /** Someone writes to the bot where others can read it. */
  mention(user: User, channel: Channel, text: string, how?: How): Promise<Heard>;
  joined(user: User, channel: Channel, how?: How): Promise<Heard>;
  left(user: User, channel: Channel, how?: How): Promise<Heard>;
  opensHome(user: User, how?: How): Promise<Heard>;
  archived(channel: Channel, how?: How): Promise<Heard>;
  unarchived(channel: Channel, how?: How): Promise<Heard>;
  deleted(channel: Channel, how?: How): Promise<Heard>;
  shared(channel: Channel, withTeam: Team, how?: How): Promise<Heard>;
  unshared(channel: Channel, withTeam: Team, how?: How): Promise<Heard>;
  uninstalled(team: Team, how?: How): Promise<Heard>;
  revoked(team: Team, how?: How): Promise<Heard>;
  /** The very same bytes once more (HTTP). */
  again(heard: Heard): Promise<Heard>;
}

export function createSender(slack: FakeSlack, deliver: Deliver, url = ''): Sender {
  const { state } = slack;

  /** The workspace whose app hears of this channel: its own, or one it is shared with. */
  function appTeam(channel: Channel, user: User): Team {
    const teams = teamsOf(channel).map((id) => state.teams.get(id)!);
    return teams.find(({ installed }) => installed) ?? state.teams.get(user.team)!;
  }
  const channelOf = (message: Message): Channel => state.channels.get(message.channel)!;

  async function interactive(payload: Thing, how: How): Promise<Heard> {
    return deliver({ type: 'interactive', payload }, how);
  }

  /** Carries out what the app answered to a form, as strictly as Slack. */
  function afterSubmit(view: View, heard: Heard): Readonly<Record<string, string>> {
    if (heard.status !== 200) return {};
    const { response_action: action, view: next, errors } = heard.json ?? {};
    const team = state.teams.get(view.installedTeam)!;
    switch (action) {
      case undefined:
        view.open = false;
        return {};
      case 'clear':
        for (const each of state.views.values()) if (each.root === view.root) each.open = false;
        return {};
      case 'update':
        changeView(state, view, checkedContent(state, next, 'modal'));
        return {};
      case 'push':
        pushUnder(state, team, view, checkedContent(state, next, 'modal'));
        return {};
      case 'errors': {
        const strangers = Object.keys(thing(errors)).filter((id) => !inputsOf(view).includes(id));
        if (strangers.length > 0 || Object.keys(thing(errors)).length === 0)
          throw new Error(
            `Slack shows no errors for ${strangers.join(', ') || 'nothing'}: not inputs of the form`,
          );
        return thing(errors) as Readonly<Record<string, string>>;
      }
      default:
        throw new Error(`Slack knows no response_action ${String(action)}`);
    }
  }
  const strictly = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (error instanceof Refused)
        throw new Error(`Slack refused the answer: ${JSON.stringify(error.answer)}`, { cause: error });
      throw error;
    }
  };

  async function event(
    team: Team,
    what: Thing,
    how: How & { id?: string; shared?: boolean } = {},
  ): Promise<Heard> {
    const { id = state.next('Ev'), shared = false, ...rest } = how;
    const told = { event_ts: `${Math.floor(state.clock() / 1000)}.000100`, ...what };
    return deliver({ type: 'events_api', payload: eventPayload(state, team, told, id, shared) }, rest);
  }
  const inChannel = (
    user: User | undefined,
    channel: Channel,
    what: Thing,
    how: How = {},
  ): Promise<Heard> => {
    const team = appTeam(channel, user ?? ({ team: channel.team } as User));
    return event(team, { channel: channel.id, ...what }, { ...how, shared: channel.sharedWith.size > 0 });
  };
  const kindOf = (channel: Channel): string => (channel.private ? 'group' : 'channel');
  const memberEvent = (type: string, user: User, channel: Channel): Thing => ({
    type,
    user: user.id,
    channel_type: channel.private ? 'G' : 'C',
    team: user.team,
  });

  const sender: Sender = {
    command: async (user, channel, typed, how = {}) => {
      const [, command = typed, text = ''] = /^(\/\S+)\s*(.*)$/s.exec(typed) ?? [];
      const team = state.teams.get(user.team)!;
      const payload = commandPayload({
        team,
        user,
        channel,
        command,
        text,
        trigger: slack.newTrigger(team, user),
        responseUrl: slack.newResponseUrl(team, user, channel),
      });
      const heard = await deliver({ type: 'slash_commands', payload }, how);
      if (heard.status === 200 && heard.text !== '') {
        const to = { team: team.id, user: user.id, channel: channel.id, message: undefined };
        strictly(() => answered(state, to, heard.json ?? { text: heard.text }));
      }
      return heard;
    },
    press: (user, on, button, how = {}) => {
      const team = state.teams.get('content' in on ? on.installedTeam : on.team)!;
      const trigger = slack.newTrigger(team, user, 'content' in on ? on : undefined);
      const where =
        'content' in on
          ? on
          : {
              channel: channelOf(on),
              message: on,
              responseUrl: slack.newResponseUrl(team, user, channelOf(on), on),
            };
      const values = 'content' in on ? fillIn(on, {}, { force: true }) : {};
      const actionTs = `${state.clock() / 1000}`;
      return interactive(
        pressPayload({ state, team, user, on: where, button, trigger, actionTs, values }),
        how,
      );
    },
    pressButton: (user, on, label, near, how) => sender.press(user, on, buttonOf(on, label, near), how),
    submit: async (user, view, fields, { force = false, ...how } = {}) => {
      if (!force && !view.content['submit'])
        throw new Error(`Slack shows no button to send:\n${plainTextOf(view)}`);
      const trigger = slack.newTrigger(state.teams.get(view.installedTeam)!, user, view);
      const values = fillIn(view, fields, { force });
      const heard = await interactive(submitPayload(state, user, view, values, trigger), how);
      return { ...heard, errors: strictly(() => afterSubmit(view, heard)) };
    },
    close: async (user, view, how = {}) => {
      view.open = false;
      return interactive(closePayload(state, user, view, false), how);
    },
    event,
    mention: (user, channel, text, how) => {
      const team = appTeam(channel, user);
      const written = slack.write(channel, user, `<@${team.botUser}> ${text}`);
      const { ts } = written;
      return inChannel(
        user,
        channel,
        {
          type: 'app_mention',
          user: user.id,
          text: written.text,
          ts,
          team: team.id,
          user_team: user.team,
          source_team: user.team,
        },
        how,
      );
    },
    joined: (user, channel, how) => {
      channel.members.add(user.id);
      return inChannel(user, channel, memberEvent('member_joined_channel', user, channel), how);
    },
    left: (user, channel, how) => {
      channel.members.delete(user.id);
      return inChannel(user, channel, memberEvent('member_left_channel', user, channel), how);
    },
    opensHome: (user, how) => {
      const team = state.teams.get(user.team)!;
      const view = slack.homeOf(user);
      return event(
        team,
        {
          type: 'app_home_opened',
          user: user.id,
          channel: directWith(state, team, user.id).id,
          tab: 'home',
          ...(view ? { view: { id: view.id, hash: view.hash } } : {}),
        },
        how,
      );
    },
    archived: (channel, how) => {
      channel.archived = true;
      return inChannel(undefined, channel, { type: `${kindOf(channel)}_archive` }, how);
    },
    unarchived: (channel, how) => {
      channel.archived = false;
      return inChannel(undefined, channel, { type: `${kindOf(channel)}_unarchive` }, how);
    },
    deleted: (channel, how) => {
      state.channels.delete(channel.id);
      return inChannel(undefined, channel, { type: `${kindOf(channel)}_deleted` }, how);
    },
    shared: (channel, withTeam, how) => {
      slack.share(channel, withTeam);
      return inChannel(undefined, channel, { type: 'channel_shared', connected_team_id: withTeam.id }, how);
    },
    unshared: (channel, withTeam, how) => {
      channel.sharedWith.delete(withTeam.id);
      const gone = {
        type: 'channel_unshared',
        previously_connected_team_id: withTeam.id,
        is_ext_shared: channel.sharedWith.size > 0,
      };
      return inChannel(undefined, channel, gone, how);
    },
    uninstalled: (team, how) => {
      slack.revoke(team, 'inactive');
      return event(team, { type: 'app_uninstalled' }, how);
    },
    revoked: (team, how) => {
      slack.revoke(team);
      return event(team, { type: 'tokens_revoked', tokens: { bot: [team.botUser], oauth: [] } }, how);
    },
    again: ({ bytes }) => sendBytes(url, bytes),
  };
  return sender;
}

/** The form that a person has on top, or an error that says what they have instead. */
export function topForm(slack: FakeSlack, user: User): View {
  const view = slack.openViews(user).at(-1);
  if (view) return view;
  const said = slack.echoesFor(user).map(({ text }) => text);
  throw new Error(
    `no form is open for ${user.name}; told: ${list(said).map(words).join(' / ') || 'nothing'}`,
  );
}
