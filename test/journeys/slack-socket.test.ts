import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainTextOf } from '../support/slack/signed.ts';
import { setStage, setUp, topicsOf, type Stage } from './slack-stage.ts';

// No address of ours that Slack could reach, and no signing secret: the server opens the line.
describe('over Socket Mode', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage({ how: 'socket' });
  });
  afterAll(() => stage.stop());

  it('sets up by command and form, and says hello', async () => {
    await setUp(stage);
    const { slack, ann } = stage;
    await slack.until(() =>
      slack.messagesIn(ann).some((message) => plainTextOf(message).includes('I am Convener')),
    );
    expect(slack.socket.connections()).toBe(1);
  });

  it('takes a topic by command, by form and by press', async () => {
    const { sender, dana, ann, room, told, form, lastEcho, slack } = stage;
    expect(await told(dana, '/agenda add Budget for 2027')).toContain('Saved for Wed 10 Feb');
    await sender.command(ann, room, '/agenda add');
    const view = await form(ann);
    expect(Object.keys((await sender.submit(ann, view, { title: ' ab ' })).errors)).toEqual(['title']);
    expect((await sender.submit(ann, view, { title: 'Site visit' })).errors).toEqual({});
    expect(await topicsOf(stage)).toEqual(['Budget for 2027', 'Site visit']);
    const before = slack.echoesFor(dana).length;
    await sender.command(dana, room, '/agenda');
    await sender.pressButton(dana, await lastEcho(dana, before), 'Publish now');
    await sender.pressButton(dana, await lastEcho(dana, before + 1), 'Send it now');
    await slack.until(() =>
      slack.messagesIn(room).some((message) => plainTextOf(message).includes('Site visit')),
    );
  });

  it('hears what happens: a stranger comes, and the titles go', async () => {
    const { sender, slack, team, room } = stage;
    const titled = (): boolean => plainTextOf(slack.messagesIn(room)[0] ?? {}).includes('Site visit');
    const stranger = slack.addUser(team, 'Someone Else');
    await sender.joined(stranger, room);
    await slack.until(() => !titled());
    await sender.left(stranger, room);
    await slack.until(titled);
    expect(slack.messagesIn(room)).toHaveLength(1);
  });

  it('takes no signed request meanwhile: there is no such door', async () => {
    const { url } = stage;
    expect((await fetch(url, { method: 'POST', body: 'payload={}' })).status).toBe(404);
  });
});
