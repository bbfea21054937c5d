import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWeb, type Web } from './client.ts';
import { CALENDAR } from './fake-host.ts';

describe('a calendar address', () => {
  let web: Web;
  beforeEach(async () => {
    web = await startWeb();
  });
  afterEach(() => web.stop());

  it('needs no session, and begins none', async () => {
    const { status, headers, text } = await web.get(`/calendar/${CALENDAR}.ics`);
    expect(status).toBe(200);
    expect(text).toContain('X-MEETING:all');
    expect(headers['content-type']).toBe('text/calendar; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['set-cookie']).toBeUndefined();
    expect(web.records.rows.size).toBe(0);
  });

  it('has a file for one meeting', async () => {
    const { headers, text } = await web.get(`/calendar/${CALENDAR}/mtg-2027-02.ics`);
    expect(text).toContain('X-MEETING:mtg-2027-02');
    expect(headers['content-disposition']).toBe('attachment; filename="meetings.ics"');
  });

  it.each([
    '/calendar/another-calendar-address.ics',
    `/calendar/${CALENDAR}`,
    '/calendar/short.ics',
    '/calendar/.ics',
    `/calendar/${CALENDAR}/mtg%2F2027.ics`,
    `/calendar/${'x'.repeat(300)}.ics`,
    '/calendar/%00%00%00%00%00%00%00%00.ics',
  ])('says what to do where there is none: %s', async (path) => {
    const { status, text } = await web.get(path);
    expect(status).toBe(404);
    expect(text).toContain('"me calendar" makes a new one');
  });

  it('is told to nobody in the log', async () => {
    await web.get(`/calendar/${CALENDAR}.ics`);
    await web.get('/calendar/another-calendar-address.ics');
    expect(JSON.stringify(web.logged)).not.toContain('calendar-address');
  });
});
