import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Channel, Message, User } from '../support/slack/fake-slack.ts';
import { buttonsOf, plainTextOf } from '../support/slack/signed.ts';
import { nextYear, setStage, type Stage } from './slack-stage.ts';

const TASK_FORCES = 40;
const PEOPLE = 5000;

// A large workspace, by signed HTTP into the running server.
describe('a workspace with 5,000 people and 40 task forces', () => {
  let stage: Stage;
  let busy: User;
  const rooms: Channel[] = [];
  const leads: User[] = [];

  beforeAll(async () => {
    stage = await setStage();
    const { slack, team, sender, form } = stage;
    busy = slack.addUser(team, 'Busy Body');
    while (slack.state.users.size < PEOPLE) slack.addUser(team, `Person ${slack.state.users.size}`);
    for (let n = 0; n < TASK_FORCES; n += 1) {
      const lead = slack.addUser(team, `Lead ${n}`);
      const room = slack.addChannel(team, `force-${n}`, [lead, busy]);
      await sender.command(lead, room, '/convener setup');
      const view = await form(lead);
      const { errors } = await sender.submit(lead, view, {
        name: `Task Force Number ${n}`,
        neutralName: `TF ${n}`,
        agency: 'County Office',
        date: nextYear,
        time: '10:00',
        second: busy.id,
      });
      if (Object.keys(errors).length > 0) throw new Error(JSON.stringify(errors));
      view.open = false;
      rooms.push(room);
      leads.push(lead);
    }
  });
  afterAll(() => stage.stop());

  it('each command lands in the task force of its channel', async () => {
    const { told } = stage;
    for (const [n, room] of rooms.entries())
      expect(await told(leads[n]!, `/agenda add Topic of number ${n}`, room)).toContain('Saved');
    for (const [n, room] of rooms.entries()) {
      const shown = await told(busy, '/agenda', room);
      expect(shown.match(/Topic of number \d+/g)).toEqual([`Topic of number ${n}`]);
    }
  });

  it('someone in several is asked once which is meant, where no channel says it', async () => {
    const { slack, team, sender, lastEcho, told } = stage;
    // Their own conversation with the bot.
    const direct = slack.addChannel(team, 'directmessage', [busy]);
    Object.assign(direct, { direct: true });
    const before = slack.echoesFor(busy).length;
    await sender.command(busy, direct, '/agenda');
    const asked: Message = await lastEcho(busy, before);
    expect(plainTextOf(asked)).toContain('more than one task force here');
    expect(plainTextOf(asked)).toContain('For one that is not shown, type it in its channel.');
    const [first] = buttonsOf(asked);
    const number = /\d+/.exec(first!.label)![0];
    const pressed = slack.echoesFor(busy).length;
    await sender.press(busy, asked, first!);
    await lastEcho(busy, pressed);
    expect(await told(busy, '/agenda', direct)).toContain(`Topic of number ${number}`);
    // Not asked again, and a channel still says it better.
    expect(await told(busy, '/agenda', rooms[7])).toContain('Topic of number 7');
  });

  it('looks up nobody who did nothing', () => {
    expect(stage.slack.of('users.info').length).toBeLessThan(TASK_FORCES * 6);
  });
});
