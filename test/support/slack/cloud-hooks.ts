// Where an app answers a command or press later: https://docs.slack.dev/interactivity/handling-user-interaction
import { isThing, isTrue, list, words, type Thing } from './json.ts';
import { messageKey, newTs, type Hook, type Message, type State } from './cloud-state.ts';
import { refuseAny, Refused } from './cloud-method.ts';
import { problemsOfMessage } from './limits-check.ts';

const USES = 5;
export const HALF_AN_HOUR = 1_800_000;

/** What an answer does to what people see. Also for the answer inside an acknowledgement. */
export function answered(
  state: State,
  to: Pick<Hook, 'team' | 'user' | 'channel' | 'message'>,
  answer: Thing,
): Message | undefined {
  const old = state.messages.get(messageKey(to.channel, to.message ?? ''));
  if (isTrue(answer['delete_original'])) {
    if (old) state.messages.delete(messageKey(old.channel, old.ts));
    return undefined;
  }
  refuseAny(problemsOfMessage(answer));
  const text = words(answer['text']);
  const blocks = list(answer['blocks']);
  if (isTrue(answer['replace_original']) && old) {
    Object.assign(old, { text, blocks, edits: old.edits + 1 });
    return old;
  }
  const message: Message = {
    ts: newTs(state),
    channel: to.channel,
    team: to.team,
    user: state.teams.get(to.team)!.botUser,
    text,
    blocks,
    metadata: isThing(answer['metadata']) ? answer['metadata'] : undefined,
    unfurl: { links: answer['unfurl_links'], media: answer['unfurl_media'] },
    edits: 0,
    onlyFor: answer['response_type'] === 'in_channel' ? undefined : to.user,
  };
  state.messages.set(messageKey(message.channel, message.ts), message);
  return message;
}

export function useHook(state: State, id: string, answer: Thing): void {
  const hook = state.hooks.get(id);
  if (!hook) throw new Refused('invalid_url');
  if (state.clock() > hook.expiresAt) throw new Refused('expired_url');
  if (hook.uses >= USES) throw new Refused('used_url');
  hook.uses += 1;
  answered(state, hook, answer);
}
