import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buttonOf, plainTextOf } from '../support/slack/signed.ts';
import { setStage, setUp, topicsOf, type Stage } from './slack-stage.ts';

// Signed HTTP into the running server: what Slack, people, and those who pose as either may send.
describe('Slack', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
    await setUp(stage);
  });
  afterAll(() => stage.stop());

  it('takes a topic by command, by form and by button', async () => {
    const { sender, dana, ann, room, told, form, lastEcho, slack } = stage;
    expect(await told(dana, '/agenda add Budget for 2027 --minutes 5')).toContain('Saved for Wed 10 Feb');
    await sender.command(ann, room, '/agenda add');
    const { errors } = await sender.submit(ann, await form(ann), { title: 'Site visit' });
    expect(errors).toEqual({});
    const before = slack.echoesFor(dana).length;
    await sender.command(dana, room, '/agenda');
    const card = await lastEcho(dana, before);
    await sender.pressButton(dana, card, 'Add a topic');
    await sender.submit(dana, await form(dana), { title: 'Front-desk card', minutes: '15' });
    expect(await topicsOf(stage)).toEqual(['Budget for 2027', 'Site visit', 'Front-desk card']);
  });

  it('does nothing for the forged, the old, the future-dated and the unsigned', async () => {
    const { sender, dana, room } = stage;
    const before = await topicsOf(stage);
    const wrong = [
      { forge: true },
      { ageSeconds: 400 },
      { ageSeconds: -400 },
      { ageSeconds: -86_400 },
      { without: ['x-slack-signature'] },
      { without: ['x-slack-request-timestamp'] },
    ];
    const statuses: number[] = [];
    for (const how of wrong)
      statuses.push((await sender.command(dana, room, '/agenda add A forged topic', how)).status);
    expect(statuses).toEqual(wrong.map(() => 401));
    expect(await topicsOf(stage)).toEqual(before);
  });

  it('takes a content type with a charset, as proxies write it', async () => {
    const { sender, dana, room } = stage;
    expect((await sender.command(dana, room, '/agenda', { charset: 'utf-8' })).status).toBe(200);
  });

  it('does once what is sent five times, a command and a form', async () => {
    const { sender, dana, room, form } = stage;
    const before = await topicsOf(stage);
    const heard = await sender.command(dana, room, '/agenda add Said five times');
    await Promise.all([1, 2, 3, 4].map(() => sender.again(heard)));
    await sender.command(dana, room, '/agenda add');
    const submitted = await sender.submit(dana, await form(dana), { title: 'Sent five times' });
    const again = await Promise.all([1, 2, 3, 4].map(() => sender.again(submitted)));
    expect(again.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await topicsOf(stage)).toEqual([...before, 'Said five times', 'Sent five times']);
  });

  it('takes a form that was put right after an error', async () => {
    const { sender, dana, room, form } = stage;
    await sender.command(dana, room, '/agenda add');
    const view = await form(dana);
    const wrong = await sender.submit(dana, view, { title: '  ab  ' });
    expect(Object.keys(wrong.errors)).toEqual(['title']);
    const right = await sender.submit(dana, view, { title: 'Put right' });
    expect(right.errors).toEqual({});
    expect(await topicsOf(stage)).toContain('Put right');
  });

  it('keeps refused words nowhere, and holds them in the box', async () => {
    const { sender, dana, room, form, slack, server } = stage;
    await sender.command(dana, room, '/agenda add');
    const view = await form(dana);
    await sender.submit(dana, view, { title: 'Case 27-004417, ring 219-09-9999' });
    expect((await topicsOf(stage)).join()).not.toContain('004417');
    const elsewhere = [...slack.messagesIn(dana), ...slack.messagesIn(room), ...slack.echoesFor(dana)];
    expect(JSON.stringify(elsewhere)).not.toContain('004417');
    expect(server.output()).not.toContain('004417');
  });

  it('answers text in a mention with a button to a private form', async () => {
    const { sender, dana, room, slack, lastEcho, form } = stage;
    const before = slack.echoesFor(dana).length;
    await sender.mention(dana, room, 'could we talk about parking');
    const echo = await lastEcho(dana, before);
    expect(plainTextOf(echo)).toContain('Others can read what is typed here');
    await sender.pressButton(dana, echo, 'Add a topic');
    await sender.submit(dana, await form(dana), { title: 'Parking' });
    expect(await topicsOf(stage)).toContain('Parking');
  });

  it('lets people of another workspace do nothing, with whatever they hold', async () => {
    const { slack, sender, dana, room, told, lastEcho, team } = stage;
    const northgate = slack.addTeam('Northgate');
    const pia = slack.addUser(northgate, 'Pia Holm');
    const before = await topicsOf(stage);
    const echoes = slack.echoesFor(dana).length;
    await sender.command(dana, room, '/agenda');
    const card = await lastEcho(dana, echoes);
    slack.share(room, northgate);
    await sender.joined(pia, room);
    // She has copied what Dana's buttons carry; a workspace of her own does not make her one of us.
    for (const label of ['Publish now', 'Hold it', 'Add a topic']) {
      const heard = slack.echoesFor(pia).length;
      await sender.press(pia, card, buttonOf(card, label));
      if (label !== 'Add a topic')
        expect(plainTextOf(await lastEcho(pia, heard))).not.toMatch(/Larkmoor|Budget|Dana|meeting/);
    }
    // Her own workspace never installed us.
    const heard = await sender.command(pia, room, '/agenda add From elsewhere');
    expect(heard.status).toBeLessThan(500);
    expect(await topicsOf(stage)).toEqual(before);
    expect(await told(dana, '/agenda')).not.toMatch(/Published|on hold/);
    await sender.left(pia, room);
    await sender.unshared(room, northgate);
    expect(team.installed).toBe(true);
  });

  it('knows that the same id in another workspace is somebody else', async () => {
    const { sender, slack, dana, room } = stage;
    const before = await topicsOf(stage);
    const elsewhere = slack.addTeam('Other County');
    const posing = { ...dana, team: elsewhere.id };
    await sender.command(posing, room, '/agenda add A namesake');
    expect(await topicsOf(stage)).toEqual(before);
  });

  it('does once what is pressed five times', async () => {
    const { sender, slack, dana, room, lastEcho } = stage;
    const before = slack.echoesFor(dana).length;
    await sender.command(dana, room, '/agenda');
    await sender.pressButton(dana, await lastEcho(dana, before), 'Publish now');
    const pressed = await sender.pressButton(dana, await lastEcho(dana, before + 1), 'Send it now');
    await Promise.all([1, 2, 3, 4].map(() => sender.again(pressed)));
    await slack.until(() =>
      slack.messagesIn(room).some((message) => plainTextOf(message).includes('Budget')),
    );
    expect(slack.of('chat.postMessage').filter(({ args }) => args['channel'] === room.id)).toHaveLength(1);
  });
});
