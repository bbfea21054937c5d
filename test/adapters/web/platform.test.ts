import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWebPlatform } from '../../../adapters/web/index.ts';
import type { Showing } from '../../../src/kernel/platform.ts';
import { CALL } from './cards.ts';
import { startWeb, type Web } from './client.ts';
import { createFakeRecords, PEOPLE, TASK_FORCE, wordsFor } from './fake-host.ts';

let web: Web;
beforeEach(async () => {
  web = await startWeb();
});
afterEach(() => web.stop());

const place = (name: string) => ({ platform: 'web', tenant: TASK_FORCE.id, place: name });
const showing: Showing = {
  taskForce: TASK_FORCE.id,
  key: 'call:1',
  card: CALL,
  words: wordsFor(PEOPLE),
  signal: new AbortController().signal,
};

describe('the web platform', () => {
  it('takes every path that nobody else does, and can edit', () => {
    const { name, edits, paceMs, routes } = web.platform;
    expect({ name, edits, paceMs, paths: routes.map(({ path }) => path) }).toEqual({
      name: 'web',
      edits: true,
      paceMs: 1000,
      paths: ['/'],
    });
  });

  it('keeps nothing of a message but its name', async () => {
    const sent = await web.platform.show(place('direct:m20'), showing);
    expect(sent).toEqual({ state: 'shown', ref: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    const ref = sent.state === 'shown' ? sent.ref : '';
    expect(await web.platform.show(place('direct:m20'), { ...showing, previous: ref })).toEqual({
      state: 'shown',
      ref,
    });
    expect(await web.platform.remove(place('direct:m20'), ref)).toEqual({ state: 'shown', ref });
    expect(web.records.rows.size).toBe(0);
  });

  it('knows who reads a place', async () => {
    expect(await web.platform.audience(place('direct:m11'))).toEqual({ state: 'known', accounts: ['m11'] });
    expect(await web.platform.audience(place('channel:main'))).toEqual({
      state: 'known',
      accounts: ['m20', 'm01'],
    });
    expect(await web.platform.audience(place('channel:other'))).toEqual({ state: 'unsure', why: 'hidden' });
  });

  it('asks for patience before it was started and after it was stopped', async () => {
    await web.platform.stop();
    const { status, text } = await web.get('/');
    expect([status, text]).toEqual([503, 'Convener is not ready yet. Please try again in a moment.\n']);
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const records = createFakeRecords(() => new Date());
    const early = createWebPlatform(
      { publicUrl: 'http://convener.example', secure: false },
      { records, log },
    );
    expect(await early.audience(place('channel:main'))).toEqual({ state: 'unsure', why: 'hidden' });
  });
});
