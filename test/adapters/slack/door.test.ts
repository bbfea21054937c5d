import { describe, expect, it } from 'vitest';
import { onSubmit } from '../../../adapters/slack/on-submit.ts';
import { rich } from '../../../src/kernel/rich.ts';
import { overHttp, plainTextOf } from '../../support/slack/signed.ts';
import { stageForEach } from './stage.ts';

const stage = stageForEach();
const deliver = () =>
  overHttp(`${stage.url}/slack/events`, stage.slack.signingSecret, () => stage.slack.state.clock());

describe('at the door', () => {
  it('the address is confirmed to Slack', async () => {
    const payload = { token: 't', type: 'url_verification', challenge: 'c-1' };
    const { status, text } = await deliver()({ type: 'events_api', payload }, {});
    expect(status).toBe(200);
    expect(text).toContain('c-1');
  });

  it('Slack may ask whether we speak TLS', async () => {
    const response = await fetch(`${stage.url}/slack/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'ssl_check=1&token=t',
    });
    expect(response.status).toBe(200);
    expect(stage.host.handled).toEqual([]);
  });

  it('what is far too long is refused', async () => {
    const payload = { type: 'event_callback', filler: 'x'.repeat(1024 * 1024) };
    const { status } = await deliver()({ type: 'events_api', payload }, {});
    expect(status).toBe(413);
  });

  it('what Slack sends again is seen in the log', async () => {
    await fetch(`${stage.url}/slack/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-slack-retry-num': '2',
        'x-slack-retry-reason': 'http_timeout',
      },
      body: '{}',
    });
    expect(stage.log).toContainEqual({
      fields: { platform: 'slack', attempts: 2, reason: 'http_timeout' },
      message: 'Slack sends something again',
    });
  });
});

describe('the truth after a while', () => {
  it('waits as long as Slack says, and is told', async () => {
    stage.host.answer = () => ({ kind: 'note', text: rich`Saved.` });
    stage.slack.fail('chat.postEphemeral', { kind: 'rate', retryAfter: 1 });
    await stage.sender.mention(stage.dana, stage.room, 'help');
    await stage.slack.until(() => stage.slack.echoesFor(stage.dana).length === 1);
    expect(stage.slack.echoesFor(stage.dana).map(plainTextOf)).toEqual(['Saved.']);
    expect(stage.slack.messagesIn(stage.dana)).toEqual([]);
  });

  it('is put into a form only when Slack has taken "still working"', async () => {
    const done: string[] = [];
    const answered = Promise.withResolvers<unknown>();
    const acked = Promise.withResolvers<void>();
    const put = Promise.withResolvers<void>();
    const update = async (): Promise<void> => {
      done.push('put');
      put.resolve();
    };
    const desk = {
      config: stage.config,
      log: { info() {}, warn() {}, error() {} },
      work: { add: (work: Promise<unknown>) => void work },
      host: { now: () => new Date(), handle: () => answered.promise },
      installations: { find: async () => ({ token: 'xoxb-1' }) },
      clients: { talk: () => ({ views: { update } }) },
    };
    const body = {
      user: { id: stage.dana.id },
      view: { id: 'V1', private_metadata: 'token', blocks: [], state: { values: {} } },
    };
    const submitted = onSubmit(desk as never, stage.team.id, body, async () => {
      // The outcome is there before Slack has our answer.
      answered.resolve({
        reply: { kind: 'note', text: rich`Saved.` },
        words: { names: new Map(), zone: 'UTC', home: 'UTC' },
      });
      await new Promise((next) => setTimeout(next, 50));
      done.push('acked');
      acked.resolve();
    });
    await Promise.all([submitted, acked.promise, put.promise]);
    expect(done).toEqual(['acked', 'put']);
  });
});
