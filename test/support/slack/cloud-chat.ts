import { isThing, list, thing, words } from './json.ts';
import {
  directWith,
  messageJson,
  messageKey,
  newTs,
  visibleUser,
  type Channel,
  type Message,
} from './cloud-state.ts';
import {
  channelOf,
  needScope,
  refuseAny,
  Refused,
  writable,
  type Asked,
  type Method,
} from './cloud-method.ts';
import { problemsOfMessage } from './limits-check.ts';

/** Where a post goes: a channel, or the direct messages of the person named. */
function destination(asked: Asked): Channel {
  const { state, team, args } = asked;
  const named = words(args['channel']);
  if (!/^[UW]/.test(named)) return writable(asked);
  const user = visibleUser(state, team, named);
  if (!user || user.deleted) throw new Refused('channel_not_found');
  if (user.bot) throw new Refused('cannot_dm_bot');
  if (!team.messagesTab) throw new Refused('messages_tab_disabled');
  return directWith(state, team, user.id);
}

function newMessage(asked: Asked, channel: Channel, onlyFor?: string): Message {
  const { state, team, args } = asked;
  refuseAny(problemsOfMessage(args));
  const message: Message = {
    ts: newTs(state),
    channel: channel.id,
    team: team.id,
    user: team.botUser,
    text: words(args['text']),
    blocks: list(args['blocks']),
    metadata: isThing(args['metadata']) ? args['metadata'] : undefined,
    unfurl: { links: args['unfurl_links'], media: args['unfurl_media'] },
    edits: 0,
    onlyFor,
  };
  state.messages.set(messageKey(channel.id, message.ts), message);
  return message;
}

/** A message of the bot's own, that all can see. */
function own(asked: Asked, channel: Channel, refusal: string): Message {
  const message = asked.state.messages.get(messageKey(channel.id, words(asked.args['ts'])));
  if (!message || message.onlyFor !== undefined) throw new Refused('message_not_found');
  if (message.user !== asked.team.botUser) throw new Refused(refusal);
  return message;
}

const postMessage: Method = (asked) => {
  needScope(asked, 'chat:write');
  const message = newMessage(asked, destination(asked));
  return { channel: message.channel, ts: message.ts, message: messageJson(asked.state, message) };
};

const postEphemeral: Method = (asked) => {
  needScope(asked, 'chat:write');
  const channel = destination(asked);
  const user = words(asked.args['user']);
  if (!channel.members.has(user)) throw new Refused('user_not_in_channel');
  return { message_ts: newMessage(asked, channel, user).ts };
};

const update: Method = (asked) => {
  needScope(asked, 'chat:write');
  const channel = channelOf(asked);
  if (channel.archived) throw new Refused('is_inactive');
  const message = own(asked, channel, 'cant_update_message');
  refuseAny(problemsOfMessage(asked.args));
  message.text = words(asked.args['text']);
  message.blocks = list(asked.args['blocks']);
  if (isThing(asked.args['metadata'])) message.metadata = thing(asked.args['metadata']);
  message.edits += 1;
  return {
    channel: channel.id,
    ts: message.ts,
    text: message.text,
    message: messageJson(asked.state, message),
  };
};

const remove: Method = (asked) => {
  needScope(asked, 'chat:write');
  const channel = channelOf(asked);
  const message = own(asked, channel, 'cant_delete_message');
  asked.state.messages.delete(messageKey(channel.id, message.ts));
  return { channel: channel.id, ts: message.ts };
};

export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.postEphemeral': postEphemeral,
  'chat.update': update,
  'chat.delete': remove,
};
