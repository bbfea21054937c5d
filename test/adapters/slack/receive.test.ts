import { describe, expect, it } from 'vitest';
import { channelPlace, directPlace, type Answer } from '../../../src/kernel/platform.ts';
import { plain, rich } from '../../../src/kernel/rich.ts';
import { directWith, type Message } from '../../support/slack/cloud-state.ts';
import { overHttp, plainTextOf, topForm } from '../../support/slack/signed.ts';
import { AGENDA, CALL, TOPIC } from '../web/cards.ts';
import { PEOPLE, wordsFor } from '../web/fake-host.ts';
import { renderCard } from '../../../adapters/slack/render.ts';
import { PUBLIC_URL, stageForEach } from './stage.ts';

type Reply = Answer['reply'];
const stage = stageForEach();

const NOTE: Reply = { kind: 'note', text: rich`Saved. 12 minutes are free.` };
const answerWith = (reply: Reply): void => {
  stage.host.answer = () => reply;
};
const said = (user = stage.dana): readonly string[] => stage.slack.echoesFor(user).map(plainTextOf);
/** A message of ours in the channel, as the outbox posts it. */
function posted(card = CALL, at = stage.room): Message {
  const message = stage.slack.write(at, { ...stage.dana, id: stage.team.botUser }, card.notice);
  const { blocks } = renderCard(card, { words: wordsFor(PEOPLE), publicUrl: PUBLIC_URL });
  message.blocks = JSON.parse(JSON.stringify(blocks)) as unknown[];
  return message;
}
/** A core that answers when it is let go. */
function slowly(reply: Reply): () => void {
  const { promise, resolve } = Promise.withResolvers<Reply>();
  stage.host.answer = () => promise;
  return () => resolve(reply);
}

describe('a command', () => {
  it.each([
    ['/convener help', 'help'],
    ['/convener', ''],
    ['/reportback due', 'reportback due'],
    ['/agenda', 'agenda'],
    ['/agenda add A &amp;amp; B', 'agenda add A &amp; B'],
    ['/agenda add for <@U123|dana>', 'agenda add for <@U123|dana>'],
  ])('%s is "%s" to the core', async (typed, text) => {
    await stage.sender.command(stage.dana, stage.room, typed);
    expect(stage.host.handled.map(({ intent }) => intent)).toEqual([{ kind: 'command', text }]);
  });

  it('that is not ours is answered in words, at once', async () => {
    const { ms } = await stage.sender.command(stage.dana, stage.room, '/other thing');
    expect(said()).toEqual(['That is no command of mine. /convener help lists what you can do.']);
    expect(ms).toBeLessThan(2500);
    expect(stage.host.handled).toEqual([]);
  });

  it('in direct messages comes from the person’s own place', async () => {
    const direct = directWith(stage.slack.state, stage.team, stage.dana.id);
    await stage.sender.command(stage.dana, direct, '/agenda');
    expect(stage.host.handled[0]!.envelope.place).toBe(directPlace(stage.dana.id));
  });

  it('that opens a form shows a modal at once, and the form when it is there', async () => {
    stage.host.opensForm = (text) => text === 'agenda add';
    const go = slowly({ kind: 'form', form: TOPIC });
    const { ms } = await stage.sender.command(stage.dana, stage.room, '/agenda add');
    expect(ms).toBeLessThan(2000);
    const waiting = await stage.slack.until(() => topForm(stage.slack, stage.dana));
    expect(plainTextOf(waiting)).toBe('One moment, please.');
    go();
    await stage.slack.until(() => plainTextOf(waiting).includes('Your topic'));
    expect(topForm(stage.slack, stage.dana).id).toBe(waiting.id);
  });

  it('that opens a form too late is answered with a button that does', async () => {
    stage.host.opensForm = () => true;
    answerWith({ kind: 'form', form: TOPIC });
    stage.slack.fail('views.open', { kind: 'error', error: 'expired_trigger_id' });
    await stage.sender.command(stage.dana, stage.room, '/agenda add');
    await stage.slack.until(() => said().length === 1);
    const [echo] = stage.slack.echoesFor(stage.dana);
    expect(said()).toEqual(['Please press the button to go on.\n[Add a topic]']);
    await stage.sender.pressButton(stage.dana, echo!, 'Add a topic');
    await stage.slack.until(() => plainTextOf(topForm(stage.slack, stage.dana)).includes('Your topic'));
    expect(stage.host.handled.at(-1)!.intent).toEqual({ kind: 'open', token: TOPIC.context });
  });
});

describe('a request', () => {
  it.each([
    ['of four minutes ago', { ageSeconds: 240 }],
    ['whose proxy named a charset', { charset: 'utf-8' }],
  ])('%s is heard', async (_, how) => {
    const { status } = await stage.sender.command(stage.dana, stage.room, '/agenda', how);
    expect(status).toBe(200);
    expect(stage.host.handled).toHaveLength(1);
  });

  it('from a workspace that is not ours has no effect', async () => {
    const other = stage.slack.addTeam('Other');
    const ann = stage.slack.addUser(other, 'Ann');
    const room = stage.slack.addChannel(other, 'room', [ann], { withBot: false });
    await stage.sender.command(ann, room, '/agenda');
    // With one token there is one workspace: whoever comes from elsewhere is an outsider there.
    expect(stage.host.handled.map(({ envelope }) => [envelope.tenant, envelope.account])).toEqual([
      [stage.team.id, `${other.id}:${ann.id}`],
    ]);
  });

  it('other than a POST finds nothing', async () => {
    expect((await fetch(`${stage.url}/slack/events`)).status).toBe(404);
    expect((await fetch(`${stage.url}/slack/install`)).status).toBe(404);
  });
});

describe('a press', () => {
  it('that only opens a link asks nothing', async () => {
    const { status } = await stage.sender.pressButton(stage.dana, posted(AGENDA), 'Print');
    expect(status).toBe(200);
    expect(stage.host.handled).toEqual([]);
  });

  it('of someone from another workspace is theirs, not of anyone here', async () => {
    const partner = stage.slack.addTeam('Northgate');
    const guest = stage.slack.addUser(partner, 'Adele Pruitt');
    stage.slack.share(stage.room, partner);
    stage.room.members.add(guest.id);
    await stage.sender.pressButton(guest, posted(), 'Case discussion');
    expect(stage.host.handled[0]!.envelope).toMatchObject({
      tenant: stage.team.id,
      account: `${partner.id}:${guest.id}`,
    });
  });
});

describe('a form', () => {
  async function opened() {
    answerWith({ kind: 'form', form: TOPIC });
    await stage.sender.pressButton(stage.dana, posted(), 'Add a topic');
    return stage.slack.until(() => {
      const view = topForm(stage.slack, stage.dana);
      return plainTextOf(view).includes('Your topic') && view;
    });
  }
  const invalid = (errors: Record<string, string>, more: object = {}): Reply => ({
    kind: 'invalid',
    form: TOPIC,
    errors,
    values: { title: 'x' },
    ...more,
  });

  it('gives its values by the names of its fields', async () => {
    const view = await opened();
    answerWith(NOTE);
    await stage.sender.submit(stage.dana, view, {
      title: 'Budget & <more>',
      minutes: '10',
      tags: ['courts'],
    });
    expect(stage.host.handled.at(-1)).toMatchObject({
      envelope: { account: stage.dana.id },
      intent: {
        kind: 'submit',
        token: TOPIC.context,
        values: { title: 'Budget & <more>', minutes: '10', tags: ['courts'] },
      },
    });
    expect(plainTextOf(topForm(stage.slack, stage.dana))).toBe('Saved. 12 minutes are free.');
  });

  it('says at the field what to change, and takes it corrected', async () => {
    const view = await opened();
    answerWith(invalid({ title: 'A word more, please.' }));
    const first = await stage.sender.submit(stage.dana, view, { title: 'x' });
    expect(first.errors).toEqual({ title: 'A word more, please.' });
    answerWith({ kind: 'none' });
    await stage.sender.submit(stage.dana, view, { title: 'Budget' });
    expect(stage.slack.openViews(stage.dana)).toEqual([]);
    const ids = stage.host.handled.slice(-2).map(({ envelope }) => envelope.deliveryId);
    expect(new Set(ids).size).toBe(2);
  });

  it('whose fields have changed is drawn anew', async () => {
    const view = await opened();
    const form = { ...TOPIC, context: 'another-token' };
    answerWith({ kind: 'invalid', form, errors: { title: 'Please confirm.' }, values: {} });
    const heard = await stage.sender.submit(stage.dana, view, { title: 'Budget' });
    expect(heard.json).toMatchObject({
      response_action: 'update',
      view: { private_metadata: 'another-token' },
    });
  });

  it('closed before the truth came, like a command whose channel was left: told in direct messages', async () => {
    const view = await opened();
    const go = slowly(NOTE);
    await Promise.all([
      stage.sender.submit(stage.dana, view, { title: 'Budget' }),
      stage.sender.command(stage.dana, stage.room, '/agenda add Budget'),
    ]);
    view.open = false;
    stage.slack.advance(31 * 60_000);
    stage.room.members.delete(stage.dana.id);
    go();
    const told = await stage.slack.until(() => {
      const found = stage.slack.messagesIn(stage.dana);
      return found.length === 2 && found;
    });
    for (const message of told) {
      // On a lock screen it says no more than that.
      expect(message.text).toBe('An answer for you');
      expect(plainTextOf(message)).toBe('Saved. 12 minutes are free.');
    }
  });

  it('names people by their accounts, wherever they are at home', async () => {
    const partner = stage.slack.addTeam('Northgate');
    const guest = stage.slack.addUser(partner, 'Adele Pruitt');
    stage.slack.share(stage.room, partner);
    stage.room.members.add(guest.id);
    const form = {
      ...TOPIC,
      fields: [
        { kind: 'person', name: 'one', label: 'One' },
        { kind: 'person', name: 'two', label: 'Two' },
      ] as const,
    };
    answerWith({ kind: 'form', form });
    await stage.sender.pressButton(stage.dana, posted(), 'Add a topic');
    const view = await stage.slack.until(() => {
      const found = topForm(stage.slack, stage.dana);
      return plainTextOf(found).includes('Two') && found;
    });
    await stage.sender.submit(stage.dana, view, { one: stage.pia.id, two: guest.id });
    expect(stage.host.handled.at(-1)!.intent).toMatchObject({
      values: { one: stage.pia.id, two: `${partner.id}:${guest.id}` },
    });
  });

  it('of someone from another workspace is theirs', async () => {
    const partner = stage.slack.addTeam('Northgate');
    const guest = stage.slack.addUser(partner, 'Adele Pruitt');
    stage.slack.share(stage.room, partner);
    stage.room.members.add(guest.id);
    answerWith({ kind: 'form', form: TOPIC });
    await stage.sender.pressButton(guest, posted(), 'Add a topic');
    const view = await stage.slack.until(() => {
      const found = topForm(stage.slack, guest);
      return plainTextOf(found).includes('Your topic') && found;
    });
    await stage.sender.submit(guest, view, { title: 'Budget' });
    expect(stage.host.handled.at(-1)!.envelope).toMatchObject({
      tenant: stage.team.id,
      account: `${partner.id}:${guest.id}`,
    });
  });
});

describe('an event', () => {
  it('a mention is asked without our name, and answered to its writer alone', async () => {
    answerWith({ kind: 'note', text: [plain('Please use the button.')] });
    await stage.sender.mention(stage.dana, stage.room, 'agenda  add A &amp; B');
    await stage.slack.until(() => said().length === 1);
    expect(said()).toEqual(['Please use the button.']);
    expect(stage.host.handled[0]).toMatchObject({
      envelope: { account: stage.dana.id, place: channelPlace(stage.room.id) },
      intent: { kind: 'mention', text: 'agenda add A & B' },
    });
    expect(stage.slack.messagesIn(stage.room)).toHaveLength(1);
  });

  it('a page that is opened is drawn', async () => {
    stage.host.home = async () => ({ reply: { kind: 'card', card: AGENDA }, words: wordsFor(PEOPLE) });
    await stage.sender.opensHome(stage.dana);
    const home = await stage.slack.until(() => stage.slack.homeOf(stage.dana));
    expect(plainTextOf(home)).toContain('Transport gap');
    answerWith(NOTE);
    await stage.sender.pressButton(stage.dana, home, 'I will be there');
    await stage.slack.until(() => plainTextOf(topForm(stage.slack, stage.dana)).startsWith('Saved.'));
    await stage.slack.until(() => stage.slack.of('views.publish').length === 2);
  });

  it('of a channel is told to the core', async () => {
    const { sender, room, pia } = stage;
    const bot = stage.slack.state.users.get(stage.team.botUser)!;
    const partner = stage.slack.addTeam('Northgate');
    const place = channelPlace(room.id);
    const readers = { kind: 'readers' } as const;
    const steps = [
      [() => sender.joined(pia, room), readers],
      [() => sender.left(pia, room), readers],
      [() => sender.joined(bot, room), { kind: 'found' }],
      [() => sender.left(bot, room), { kind: 'lost', why: 'removed' }],
      [() => sender.joined(bot, room), { kind: 'found' }],
      [() => sender.shared(room, partner), readers],
      [() => sender.unshared(room, partner), readers],
      [() => sender.archived(room), { kind: 'lost', why: 'archived' }],
      [() => sender.unarchived(room), { kind: 'found' }],
      [() => sender.deleted(room), { kind: 'lost', why: 'deleted' }],
      [
        () =>
          sender.event(stage.team, {
            type: 'channel_id_changed',
            old_channel_id: room.id,
            new_channel_id: 'C0NEW',
          }),
        { kind: 'moved', to: 'channel:C0NEW' },
      ],
    ] as const;
    for (const [step, news] of steps) {
      stage.news.length = 0;
      await step();
      await expect.poll(() => stage.news).toEqual([[place, news]]);
    }
  });

  it('is not believed when it comes late, and the channel is otherwise now', async () => {
    const { sender, room, team } = stage;
    const bot = stage.slack.state.users.get(team.botUser)!;
    const place = channelPlace(room.id);
    const late = async (step: () => Promise<unknown>, news: readonly unknown[]): Promise<void> => {
      stage.news.length = 0;
      await step();
      // Events are dealt with in their order as far as one waits for the other: this one comes last.
      await sender.joined(stage.pia, room);
      await expect.poll(() => stage.news.at(-1)).toEqual([place, { kind: 'readers' }]);
      await expect.poll(() => stage.news.length).toBe(news.length + 1);
      expect(stage.news).toEqual(expect.arrayContaining(news.map((each) => [place, each])));
    };
    await late(() => sender.event(team, { type: 'group_left', channel: room.id }), [{ kind: 'readers' }]);
    await late(() => sender.event(team, { type: 'group_archive', channel: room.id }), [{ kind: 'readers' }]);
    room.members.delete(bot.id);
    const back = { type: 'member_joined_channel', user: bot.id, channel: room.id, team: team.id };
    await late(() => sender.event(team, back), []);
    // Where Slack does not answer, it is believed.
    stage.slack.fail('conversations.info', { kind: 'status', status: 503 });
    await late(() => sender.event(team, back), [{ kind: 'found' }]);
  });

  it('of a channel that two workspaces share is told of the one it is linked under', async () => {
    const { sender, room, host, slack } = stage;
    const other = slack.addTeam('Northgate');
    const at: unknown[] = [];
    host.tenantOf = async () => 'T0LINKED';
    host.news = async ({ tenant, place }, news) => void at.push([tenant, place, news]);
    await sender.joined(stage.pia, room);
    await expect.poll(() => at).toEqual([['T0LINKED', channelPlace(room.id), { kind: 'readers' }]]);
    const far = slack.addUser(other, 'Nina');
    room.members.add(far.id);
    slack.share(room, other);
    await sender.mention(far, room, 'agenda');
    await expect.poll(() => host.handled.length).toBe(1);
    expect(host.handled[0]!.envelope).toMatchObject({ tenant: 'T0LINKED', account: `${other.id}:${far.id}` });
  });

  it('left out by Slack is answered at once, and all channels are looked at', async () => {
    const deliver = overHttp(`${stage.url}/slack/events`, stage.slack.signingSecret, () =>
      stage.slack.state.clock(),
    );
    const payload = {
      type: 'app_rate_limited',
      team_id: stage.team.id,
      minute_rate_limited: 1_518_467_820,
      api_app_id: 'A1',
    };
    const { status } = await deliver({ type: 'events_api', payload } as never, {});
    expect(status).toBe(200);
    await expect.poll(() => stage.news).toEqual([[undefined, { kind: 'readers' }]]);
  });

  it.each(['uninstalled', 'revoked'] as const)('%s: the core knows that nothing can be sent', async (how) => {
    await stage.sender.command(stage.dana, stage.room, '/agenda');
    await stage.sender[how](stage.team);
    await expect.poll(() => stage.news.length).toBe(1);
    expect(stage.news).toEqual([[undefined, { kind: 'lost', why: 'uninstalled' }]]);
  });
});

describe('stopping', () => {
  it('waits for what goes on after Slack was answered', async () => {
    const go = slowly(NOTE);
    await stage.sender.pressButton(stage.dana, posted(), 'Add a topic');
    const stopped = stage.platform.stop();
    go();
    await stopped;
    expect(plainTextOf(topForm(stage.slack, stage.dana))).toBe('Saved. 12 minutes are free.');
  });
});
