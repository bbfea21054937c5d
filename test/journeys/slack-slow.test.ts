import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createDatabase } from '../support/postgres.ts';
import { plainTextOf, type Heard } from '../support/slack/signed.ts';
import { setStage, setUp, topicsOf, type Stage } from './slack-stage.ts';

/** Slack tells the person "it did not work" after this. */
const GIVEN_UP_MS = 3000;

describe('with a slow database, the running server', () => {
  let stage: Stage;
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let client: Client;
  beforeAll(async () => {
    database = await createDatabase(inject('postgresUrl'));
    const env = {
      DATABASE_URL: database.url,
      CONVENER_SECRET_KEY: 'a-key-for-tests-only-0123456789abcdef',
    };
    stage = await setStage({ env });
    client = new Client({ connectionString: database.url });
    await client.connect();
    await setUp(stage);
  });
  afterAll(async () => {
    await client.end();
    await stage.stop();
    await database.drop();
  });

  /** Nobody reads or writes what every request needs, until two seconds after it was sent. */
  async function slowly<T extends Heard>(ask: () => Promise<T>): Promise<T> {
    await client.query('begin; lock table task_forces, accounts in access exclusive mode');
    const heard = ask();
    await pause(2000);
    await client.query('commit');
    return heard;
  }
  const inTime = ({ status, ms }: Heard): void => {
    expect(status).toBe(200);
    expect(ms).toBeLessThan(GIVEN_UP_MS);
  };
  const saidTo = (before: number): readonly string[] =>
    stage.slack.echoesFor(stage.dana).slice(before).map(plainTextOf);

  describe('whose transactions take two seconds', () => {
    it('acknowledges a command in time, and tells how it ended', async () => {
      const { slack, sender, dana, room } = stage;
      const before = slack.echoesFor(dana).length;
      inTime(await slowly(() => sender.command(dana, room, '/agenda add Budget for 2027')));
      await slack.until(() => saidTo(before).some((text) => text.includes('Saved for Wed 10 Feb')));
      expect(await topicsOf(stage)).toEqual(['Budget for 2027']);
    });

    it('and a form: it opens at once, fills when it can, and what is sent is saved', async () => {
      const { slack, sender, dana, room, form } = stage;
      inTime(await slowly(() => sender.command(dana, room, '/agenda add')));
      const view = await form(dana);
      const heard = await slowly(() => sender.submit(dana, view, { title: 'Site visit' }));
      inTime(heard);
      expect(heard.errors).toEqual({});
      await slack.until(() => plainTextOf(view).includes('Saved') || !view.open);
    });

    it('and a press, one that opens a form and one that changes something', async () => {
      const { slack, sender, dana, room, form, lastEcho } = stage;
      const before = slack.echoesFor(dana).length;
      await sender.command(dana, room, '/agenda');
      const card = await lastEcho(dana, before);
      inTime(await slowly(() => sender.pressButton(dana, card, 'Add a topic')));
      expect((await sender.submit(dana, await form(dana), { title: 'Parking' })).errors).toEqual({});
      const pressed = slack.echoesFor(dana).length;
      inTime(await slowly(() => sender.pressButton(dana, card, 'Hold it')));
      await slack.until(() => saidTo(pressed).some((text) => text.includes('On hold')));
      expect(await topicsOf(stage)).toEqual(['Budget for 2027', 'Site visit', 'Parking']);
    });
  });

  describe('whose commits hang for ten seconds', () => {
    beforeAll(async () => {
      await client.query(`
        create function hang() returns trigger language plpgsql as
          'begin perform pg_sleep(10); return null; end';
        create constraint trigger hanging after insert on agenda_items
          deferrable initially deferred for each row execute function hang()`);
    });

    it('says that it still works on it, then the truth: a command', async () => {
      const { slack, sender, dana, room } = stage;
      const before = slack.echoesFor(dana).length;
      inTime(await sender.command(dana, room, '/agenda add Said slowly'));
      expect(saidTo(before)).toEqual([expect.stringContaining('Still working on it')]);
      await slack.until(() => saidTo(before).some((text) => text.includes('Saved for Wed 10 Feb')));
      expect(saidTo(before)).toHaveLength(2);
    });

    it('says that it still works on it, then the truth: a form', async () => {
      const { slack, sender, dana, room, form } = stage;
      await sender.command(dana, room, '/agenda add');
      const view = await form(dana);
      inTime(await sender.submit(dana, view, { title: 'Sent slowly' }));
      expect(plainTextOf(view)).toContain('Still working');
      await slack.until(() => plainTextOf(view).includes('Saved for Wed 10 Feb'));
      const topics = await topicsOf(stage);
      expect(topics.filter((title) => /slowly/.test(title))).toEqual(['Said slowly', 'Sent slowly']);
    });
  });
});
