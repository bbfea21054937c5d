import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Call, Channel, Message, User } from '../support/slack/fake-slack.ts';
import { plainTextOf } from '../support/slack/signed.ts';
import { setStage, setUp, type Stage } from './slack-stage.ts';

const TITLE = 'Budget for 2027';

// What Slack's cloud does on a bad day, met by the running server; one day, in this order.
describe('when Slack has a bad day', () => {
  let stage: Stage;
  let stranger: User;
  const to = (place: User | Channel) => (call: Call) => call.args['channel'] === place.id;
  const hellos = (user: User): readonly Message[] =>
    stage.slack.messagesIn(user).filter((message) => plainTextOf(message).includes('I am Convener'));
  const agenda = (): Message | undefined => stage.slack.messagesIn(stage.room)[0];
  const titled = (): boolean => plainTextOf(agenda() ?? {}).includes(TITLE);

  beforeAll(async () => {
    stage = await setStage();
    const { slack, team, dana, ann } = stage;
    stranger = slack.addUser(team, 'Someone Else');
    slack.fail('chat.postMessage', { kind: 'rate', retryAfter: 3 }, { when: to(dana) });
    slack.fail('chat.postMessage', { kind: 'drop', effect: true }, { when: to(ann) });
    await setUp(stage);
  });
  afterAll(() => stage.stop());

  it('waits as long as it is told, and nobody else waits', async () => {
    const { slack, dana, ann } = stage;
    const posted = () => slack.of('chat.postMessage').map(({ args, outcome }) => [args['channel'], outcome]);
    await slack.until(() => hellos(dana).length > 0);
    const [limited, sent] = [
      [dana.id, 'rate'],
      [dana.id, 'ok'],
    ].map((one) => posted().findIndex((each) => each.join() === one.join()));
    const between = posted().slice(limited! + 1, sent);
    expect(between.length).toBeGreaterThan(0);
    expect(between.every(([channel]) => channel === ann.id)).toBe(true);
    expect(hellos(dana)).toHaveLength(1);
  });

  it('tries again what may not have arrived', async () => {
    const { slack, ann } = stage;
    await slack.until(() => hellos(ann).length === 2);
    expect(
      slack
        .of('chat.postMessage')
        .filter(to(ann))
        .map(({ outcome }) => outcome),
    ).toEqual(['drop', 'ok']);
  });

  it('tells the facilitator that it may stand there twice, though nothing else went wrong', async () => {
    const { slack, dana } = stage;
    const told = await slack.until(() =>
      slack.messagesIn(dana).find(({ text }) => text === 'Something may have gone out twice'),
    );
    expect(plainTextOf(told)).toContain('May have gone out twice: 1');
    expect(plainTextOf(told)).toContain('Hello to Ann Bell on Slack');
  });

  it('opens a form, though Slack is slow to take it', async () => {
    const { slack, dana, room, sender, form } = stage;
    slack.fail('views.open', { kind: 'slow', ms: 700 });
    expect((await sender.command(dana, room, '/agenda add')).status).toBe(200);
    expect((await sender.submit(dana, await form(dana), { title: TITLE })).errors).toEqual({});
  });

  it('answers people while a post hangs', async () => {
    const { slack, dana, room, sender, told, lastEcho } = stage;
    const hanging = slack.fail('chat.postMessage', { kind: 'hang' }, { when: to(room) });
    const before = slack.echoesFor(dana).length;
    await sender.command(dana, room, '/agenda');
    await sender.pressButton(dana, await lastEcho(dana, before), 'Publish now');
    await sender.pressButton(dana, await lastEcho(dana, before + 1), 'Send it now');
    await hanging.met;
    expect(await told(dana, '/agenda add While it hangs')).toContain('Saved');
    expect(agenda()).toBeUndefined();
    hanging.release();
    await slack.until(agenda);
    expect(titled()).toBe(true);
  });

  it('edits what stands there as its readers change', async () => {
    const { slack, room, sender } = stage;
    // Someone is there whom the roster does not know.
    await sender.joined(stranger, room);
    await slack.until(() => !titled());
    await sender.left(stranger, room);
    await slack.until(titled);
    expect(slack.messagesIn(room)).toHaveLength(1);
    expect(agenda()?.text).not.toMatch(/Budget|Dana/);
    expect(agenda()?.unfurl).toEqual({ links: 'false', media: 'false' });
  });

  it('tells the facilitator what could not be sent in words, once', async () => {
    const { slack, dana, room, sender } = stage;
    const standing = slack.messagesIn(dana).length;
    slack.fail('chat.update', { kind: 'error', error: 'cant_update_message' }, { when: to(room) });
    await sender.joined(stranger, room);
    const told = await slack.until(() =>
      slack.messagesIn(dana).find(({ text }) => text === 'Something could not be sent'),
    );
    expect(plainTextOf(told)).toContain('Could not reach\n');
    expect(plainTextOf(told)).toContain('Agenda to #task-force on Slack');
    expect(plainTextOf(told)).toContain('remove it there by hand');
    expect(plainTextOf(told)).not.toContain('cant_update');
    expect(plainTextOf(told)).toContain('May have gone out twice: 1');
    // It is the same card as before: changed, not sent anew.
    expect(slack.messagesIn(dana).filter(({ ts }) => ts === told.ts)).toHaveLength(1);
    expect(slack.messagesIn(dana).length - standing).toBeLessThanOrEqual(1);
  });
});
