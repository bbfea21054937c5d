import { describe, expect, it } from 'vitest';
import { channelPlace, directPlace, Unanswered, type Audience } from '../../../src/kernel/platform.ts';
import { SCOPES, type Channel } from '../../support/slack/fake-slack.ts';
import { stageForEach } from './stage.ts';

const stage = stageForEach();

const look = (channel: Channel): Promise<Audience> =>
  stage.platform.audience({ platform: 'slack', tenant: stage.team.id, place: channelPlace(channel.id) });

describe('who reads a channel', () => {
  it('everyone in it but us', async () => {
    expect(await look(stage.room)).toEqual({
      state: 'known',
      accounts: [stage.dana.id, stage.pia.id],
      label: '#task-force',
    });
    expect(stage.slack.of('users.info')).toEqual([]);
  });

  it('a direct conversation is read by its person', async () => {
    const place = { platform: 'slack', tenant: stage.team.id, place: directPlace('U1') };
    expect(await stage.platform.audience(place)).toEqual({ state: 'known', accounts: ['U1'] });
  });

  it('another bot counts, as somebody nobody knows', async () => {
    const other = stage.slack.addUser(stage.team, 'Archiver', { bot: true });
    stage.room.members.add(other.id);
    expect(await look(stage.room)).toMatchObject({
      accounts: [stage.dana.id, stage.pia.id, other.id],
    });
  });

  it.each([
    ['public', () => stage.slack.addChannel(stage.team, 'all', [stage.dana], { private: false })],
    ['hidden', () => stage.slack.addChannel(stage.team, 'theirs', [stage.dana], { withBot: false })],
    [
      'pending',
      () => {
        stage.slack.share(stage.room, stage.slack.addTeam('Invited'), 'pending');
        return stage.room;
      },
    ],
    [
      'shared',
      () => {
        // Private here; whether it is there too is the other organisation's to say.
        stage.slack.share(stage.room, stage.slack.addTeam('Northgate'));
        return stage.room;
      },
    ],
  ] as const)('nobody can say, when it is %s', async (why, make) => {
    expect(await look(make())).toMatchObject({ state: 'unsure', why });
  });

  it('people from elsewhere in one organisation are never taken for somebody of ours, and asked for once', async () => {
    const partner = stage.slack.addTeam('Northgate');
    const guest = stage.slack.addUser(partner, 'Adele Pruitt');
    stage.slack.share(stage.room, partner);
    stage.room.withinOrg = true;
    stage.room.members.add(guest.id);
    const expected = { accounts: [stage.dana.id, stage.pia.id, `${partner.id}:${guest.id}`] };
    expect(await look(stage.room)).toMatchObject(expected);
    expect(await look(stage.room)).toMatchObject(expected);
    expect(stage.slack.of('users.info')).toHaveLength(3);
  });

  it('reads a channel of thousands, page by page', async () => {
    for (let index = 0; index < 2500; index += 1) stage.room.members.add(`U8${index}`);
    const found = await look(stage.room);
    expect(found.state === 'known' && found.accounts.length).toBe(2502);
    expect(stage.slack.of('conversations.members')).toHaveLength(3);
  });

  it('throws when Slack does not answer, so that it is tried again', async () => {
    stage.slack.fail('conversations.members', { kind: 'status', status: 500 });
    await expect(look(stage.room)).rejects.toThrow(new Unanswered('http_500'));
  });

  it('throws how long to wait when we look too often, wherever it asks', async () => {
    stage.slack.share(stage.room, stage.slack.addTeam('Northgate'));
    stage.room.withinOrg = true;
    for (const method of ['conversations.info', 'conversations.members', 'users.info']) {
      stage.slack.fail(method, { kind: 'rate', retryAfter: 30 });
      const error: unknown = await look(stage.room).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Unanswered);
      expect(error).toMatchObject({ afterMs: 30_000 });
    }
  });
});

describe('what Slack tells of a person', () => {
  const profile = (account: string) => stage.platform.profile(stage.team.id, account);

  it('name and zone, and that they are a full member', async () => {
    expect(await profile(stage.pia.id)).toEqual({
      name: 'Pia Sorensen',
      zone: 'America/Chicago',
      full: true,
    });
  });

  it('their address, where the workspace allowed it', async () => {
    const { token } = stage.slack.install(stage.team, [...SCOPES, 'users:read.email']);
    stage.slack.state.tokens.get(stage.config.botToken!)!.state = 'good';
    Object.assign(stage.slack.state.tokens.get(stage.config.botToken!)!, {
      scopes: stage.slack.state.tokens.get(token)!.scopes,
    });
    expect(await profile(stage.pia.id)).toMatchObject({ email: stage.pia.email });
  });

  it.each([
    ['a guest', { restricted: true }],
    ['a guest of one channel', { ultraRestricted: true }],
    ['a bot', { bot: true }],
    ['an account that was closed', { deleted: true }],
  ])('%s is no full member', async (_, more) => {
    const user = stage.slack.addUser(stage.team, 'Someone', more);
    expect(await profile(user.id)).toMatchObject({ name: 'Someone', full: false });
  });

  it('Slackbot is no full member, though Slack does not call it a bot', async () => {
    const bot = stage.slack.addUser(stage.team, 'Slackbot');
    stage.slack.state.users.set('USLACKBOT', { ...bot, id: 'USLACKBOT' });
    expect(await profile('USLACKBOT')).toMatchObject({ full: false });
  });

  it('somebody from elsewhere is no full member, by whichever name', async () => {
    const partner = stage.slack.addTeam('Northgate');
    const guest = stage.slack.addUser(partner, 'Adele Pruitt');
    stage.slack.share(stage.room, partner);
    stage.room.members.add(guest.id);
    expect(await profile(guest.id)).toMatchObject({ full: false });
    expect(await profile(`${partner.id}:${guest.id}`)).toMatchObject({ full: false });
  });

  it('nobody by that id', async () => {
    expect(await profile('U404')).toBeUndefined();
  });
});
