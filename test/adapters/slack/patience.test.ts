import { describe, expect, it } from 'vitest';
import { rich } from '../../../src/kernel/rich.ts';
import { plainTextOf, topForm } from '../../support/slack/signed.ts';
import { CALL, TOPIC } from '../web/cards.ts';
import { stageForEach } from './stage.ts';

const stage = stageForEach({ how: 'oauth' });
const NOTE = { kind: 'note', text: rich`Saved.` } as const;

async function install(): Promise<void> {
  stage.slack.state.consent = { team: stage.team.id, user: stage.dana.id };
  const go = (url: string, cookie = '') => fetch(url, { redirect: 'manual', headers: { cookie } });
  const begun = await go(`${stage.url}/slack/install`);
  const page = await go(begun.headers.get('location')!);
  const back = page.headers.get('location')!.replace('https://convener.example', stage.url);
  await go(back, begun.headers.get('set-cookie')!.split(';', 1)[0]);
}
const said = () => stage.slack.echoesFor(stage.dana).map(plainTextOf);

describe('when the database is slow', () => {
  it('a request is still known by the token at hand', async () => {
    await install();
    stage.host.answer = () => NOTE;
    stage.slack.advance(120_000);
    const held = Promise.withResolvers<undefined>();
    const get = stage.records.get.bind(stage.records);
    stage.records.get = () => held.promise;
    const { status } = await stage.sender.command(stage.dana, stage.room, '/agenda');
    expect([status, said()]).toEqual([200, ['Saved.']]);
    stage.records.get = get;
    held.resolve(undefined);
  });

  it('and it is away: Slack is told at once that it did not work, and asks again', async () => {
    stage.records.get = () => Promise.reject(new Error('the database is away'));
    const { status, ms } = await stage.sender.command(stage.dana, stage.room, '/agenda');
    expect(status).toBeGreaterThanOrEqual(400);
    expect(ms).toBeLessThan(2500);
    expect(stage.host.handled).toEqual([]);
  });
});

describe('while much is being posted', () => {
  it('a form opens at once, whatever the posts wait for', async () => {
    await install();
    const trouble = stage.slack.fail('chat.postMessage', { kind: 'hang' }, { times: 20 });
    const signal = new AbortController().signal;
    const words = { names: new Map(), zone: 'UTC', home: 'UTC' };
    const posts = Array.from({ length: 20 }, () =>
      stage.platform.show(
        { platform: 'slack', tenant: stage.team.id, place: `channel:${stage.room.id}` },
        { taskForce: 'lctf' as never, key: 'k', card: CALL, words, signal },
      ),
    );
    await trouble.met;
    stage.host.opensForm = () => true;
    stage.host.answer = () => ({ kind: 'form', form: TOPIC });
    await stage.sender.command(stage.dana, stage.room, '/agenda add');
    await stage.slack.until(() => plainTextOf(topForm(stage.slack, stage.dana)).includes('Your topic'));
    expect(stage.slack.messagesIn(stage.room)).toEqual([]);
    trouble.release();
    await Promise.all(posts);
  });
});

describe('a form that changed in between', () => {
  it('shows what it should show now', async () => {
    await install();
    stage.host.opensForm = () => true;
    stage.host.answer = () => ({ kind: 'form', form: TOPIC });
    stage.slack.fail('views.update', { kind: 'error', error: 'hash_conflict' });
    await stage.sender.command(stage.dana, stage.room, '/agenda add');
    await stage.slack.until(() => plainTextOf(topForm(stage.slack, stage.dana)).includes('Your topic'));
    expect(stage.slack.of('views.update').map(({ outcome }) => outcome)).toEqual(['hash_conflict', 'ok']);
  });
});
