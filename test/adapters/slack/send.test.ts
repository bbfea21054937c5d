import { describe, expect, it } from 'vitest';
import type { MessageRef, Place, Sent, Showing } from '../../../src/kernel/platform.ts';
import { channelPlace, directPlace } from '../../../src/kernel/platform.ts';
import type { Fault } from '../../support/slack/fake-slack.ts';
import { plainTextOf } from '../../support/slack/signed.ts';
import { AGENDA } from '../web/cards.ts';
import { stageForEach } from './stage.ts';

const stage = stageForEach();

const placeOf = (place: string): Place => ({ platform: 'slack', tenant: stage.team.id, place });
const inRoom = (): Place => placeOf(channelPlace(stage.room.id));

const show = (place: Place, more: Partial<Showing> = {}): Promise<Sent> => stage.show(place, more);
async function shown(place: Place): Promise<MessageRef> {
  const sent = await show(place);
  if (sent.state !== 'shown') throw new Error(sent.state);
  return sent.ref;
}
const unsure = { kind: 'status', status: 503 } as const;

describe('a message', () => {
  it('reaches a person by posting to them, and is changed there', async () => {
    const place = placeOf(directPlace(stage.pia.id));
    const ref = await shown(place);
    await show(place, { card: AGENDA, previous: ref });
    expect(stage.slack.messagesIn(stage.pia)).toMatchObject([{ text: AGENDA.notice, edits: 1 }]);
    expect(stage.slack.of('conversations.open')).toEqual([]);
  });

  it('that a person deleted is gone', async () => {
    const ref = await shown(inRoom());
    stage.slack.state.messages.clear();
    expect(await show(inRoom(), { previous: ref })).toEqual({ state: 'gone' });
    expect(await stage.platform.remove(inRoom(), ref)).toEqual({ state: 'gone' });
  });

  it('never asks Slack to find names or links in it', async () => {
    await shown(inRoom());
    const [call] = stage.slack.of('chat.postMessage');
    expect(Object.keys(call!.args)).not.toContain('link_names');
    expect(Object.keys(call!.args)).not.toContain('parse');
    expect(stage.slack.messagesIn(stage.room)).toMatchObject([
      { unfurl: { links: 'false', media: 'false' } },
    ]);
  });
});

describe('trouble', () => {
  it.each<[string, Fault, Sent, Sent]>([
    [
      'a server error',
      unsure,
      { state: 'unknown', reason: 'http_503', silent: true },
      { state: 'retry', reason: 'http_503', silent: true },
    ],
    [
      'a fatal error',
      { kind: 'error', error: 'fatal_error' },
      { state: 'unknown', reason: 'fatal_error', silent: true },
      { state: 'retry', reason: 'fatal_error', silent: true },
    ],
    [
      'a broken line',
      { kind: 'drop' },
      { state: 'unknown', reason: 'no_answer', silent: true },
      { state: 'retry', reason: 'no_answer', silent: true },
    ],
    [
      'a channel that is no more',
      { kind: 'error', error: 'is_archived' },
      { state: 'dead', reason: 'is_archived' },
      { state: 'dead', reason: 'is_archived' },
    ],
    [
      'too fast without a time',
      { kind: 'error', error: 'ratelimited' },
      { state: 'retry', reason: 'ratelimited', afterMs: 30_000 },
      { state: 'retry', reason: 'ratelimited', afterMs: 30_000 },
    ],
  ])('%s: a post may have arrived, an edit is done again', async (_, fault, post, edit) => {
    const ref = await shown(inRoom());
    stage.slack.fail('chat.postMessage', fault);
    expect(await show(inRoom())).toEqual(post);
    stage.slack.fail('chat.update', fault);
    expect(await show(inRoom(), { previous: ref })).toEqual(edit);
    expect(stage.slack.of('chat.postMessage')).toHaveLength(2);
  });

  it.each(['cant_delete_message', 'compliance_exports_prevent_deletion'])(
    'what Slack lets nobody delete (%s) says nothing any more',
    async (error) => {
      const ref = await shown(inRoom());
      stage.slack.fail('chat.delete', { kind: 'error', error }, { times: 2 });
      expect(await stage.platform.remove(inRoom(), ref)).toEqual({ state: 'shown', ref });
      const [message] = stage.slack.messagesIn(stage.room);
      expect(plainTextOf(message!)).toBe('This message was taken down.');
      expect(message!.text).toBe('This message was taken down.');
      stage.slack.fail('chat.update', { kind: 'error', error: 'cant_update_message' });
      expect(await stage.platform.remove(inRoom(), ref)).toEqual({
        state: 'dead',
        reason: 'cant_update_message',
      });
    },
  );

  it('is found again in a channel that has another id now', async () => {
    const ref = await shown(inRoom());
    const { messages, channels } = stage.slack.state;
    const moved = { ...stage.room, id: 'C0NEW' };
    channels.set(moved.id, moved);
    for (const message of stage.slack.messagesIn(stage.room)) {
      const there = { ...message, channel: moved.id };
      messages.set(`${moved.id} ${message.ts}`, there);
    }
    channels.delete(stage.room.id);
    const place = placeOf(channelPlace(moved.id));
    const sent = await show(place, { card: AGENDA, previous: ref });
    expect(sent).toEqual({ state: 'shown', ref: ref.replace(stage.room.id, moved.id) });
    expect(await stage.platform.remove(place, ref)).toMatchObject({ state: 'shown' });
    expect(stage.slack.messagesIn(moved)).toEqual([]);
  });

  it('is not posted again and again while Slack is away', async () => {
    const ref = await shown(inRoom());
    const away = ['auth.test', 'chat.postMessage', 'chat.update'].map((method) =>
      stage.slack.fail(method, unsure, { times: 1000 }),
    );
    const before = stage.slack.of('chat.postMessage').length;
    expect(await show(inRoom())).toEqual({ state: 'unknown', reason: 'http_503', silent: true });
    for (let time = 0; time < 5; time += 1) {
      const previous = time % 2 === 0 ? {} : { previous: ref };
      const sent = await show(inRoom(), previous);
      expect(sent).toEqual({ state: 'retry', reason: 'http_503', silent: true });
    }
    expect(stage.slack.of('chat.postMessage')).toHaveLength(before + 1);
    for (const each of away) each.release();
    await shown(inRoom());
  });

  it('ends when it is told to', async () => {
    const trouble = stage.slack.fail('chat.postMessage', { kind: 'hang' });
    const stop = new AbortController();
    const sending = show(inRoom(), { signal: stop.signal });
    await trouble.met;
    stop.abort();
    expect(await sending).toEqual({ state: 'unknown', reason: 'no_answer', silent: true });
    trouble.release();
  });

  it('says in a code why a channel cannot be reached', async () => {
    const closed = stage.slack.addChannel(stage.team, 'elsewhere', [stage.dana], { withBot: false });
    expect(await show(placeOf(channelPlace(closed.id)))).toEqual({
      state: 'dead',
      reason: 'channel_not_found',
    });
    stage.team.messagesTab = false;
    expect(await show(placeOf(directPlace(stage.pia.id)))).toEqual({
      state: 'dead',
      reason: 'messages_tab_disabled',
    });
  });

  it('another workspace is not ours to write to', async () => {
    const place = { ...inRoom(), tenant: 'T999999999' };
    expect(await show(place)).toEqual({ state: 'dead', reason: 'not_installed' });
  });

  it('a token that was revoked is a reason', async () => {
    await shown(inRoom());
    stage.slack.revoke(stage.team);
    expect(await show(inRoom())).toEqual({ state: 'dead', reason: 'token_revoked' });
    expect(await show(inRoom())).toEqual({ state: 'dead', reason: 'not_installed' });
  });
});
