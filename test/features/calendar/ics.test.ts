import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { icsOf } from '../../../src/features/calendar/ics.ts';
import type { Meeting } from '../../../src/features/meetings/index.ts';
import type { Checked } from '../../../src/guard/index.ts';
import type { MeetingId, TaskForceId } from '../../../src/kernel/ids.ts';

const taskForce = { id: 'tf1' as TaskForceId, neutralName: 'Planning group' };
const meeting = (over: Partial<Meeting> = {}): Meeting => ({
  taskForce: taskForce.id,
  id: 'main-2027-02-10' as MeetingId,
  series: 'main',
  occurrence: '2027-02-10',
  startsAt: new Date('2027-02-10T15:00:00Z'),
  endsAt: new Date('2027-02-10T16:30:00Z'),
  zone: 'America/New_York',
  state: 'scheduled',
  facilitator: null,
  noteTaker: null,
  location: 'Annex; room 4, "east"' as Checked,
  sequence: 0,
  movedFrom: null,
  ...over,
});
const now = new Date('2027-01-18T14:00:00Z');
const textOf = (meetings: readonly Meeting[], single = false): string =>
  icsOf({ taskForce, meetings, publicUrl: 'https://convener.example', now, single });
const unfolded = (text: string): readonly string[] => text.replaceAll('\r\n ', '').trimEnd().split('\r\n');
const values = (text: string, name: string): readonly string[] =>
  unfolded(text)
    .filter((line) => line.startsWith(`${name}:`) || line.startsWith(`${name};`))
    .map((line) => line.slice(name.length));

describe('a calendar of meetings', () => {
  it('says when in the meeting’s own zone, which it describes', () => {
    const text = textOf([meeting()]);
    expect(values(text, 'DTSTART')).toContain(';TZID=America/New_York:20270210T100000');
    expect(values(text, 'DTEND')).toEqual([';TZID=America/New_York:20270210T113000']);
    expect(values(text, 'TZID')).toEqual([':America/New_York']);
    expect(values(text, 'DTSTAMP')).toEqual([':20270118T140000Z']);
  });

  it.each(['US/Eastern', 'UTC', 'Asia/Kolkata', 'Europe/Dublin', 'Pacific/Chatham'])(
    'means the same instant in %s',
    (zone) => {
      const text = textOf([meeting({ zone })]);
      const [start = ''] = values(text, 'DTSTART').filter((value) => value.includes('2027'));
      const named = /TZID=([^:]+):(.+)$/.exec(start);
      const at = named
        ? DateTime.fromFormat(named[2]!, "yyyyLLdd'T'HHmmss", { zone: named[1]! })
        : DateTime.fromFormat(start.slice(1), "yyyyLLdd'T'HHmmss'Z'", { zone: 'utc' });
      expect(at.toJSDate()).toEqual(new Date('2027-02-10T15:00:00Z'));
      if (named) expect(values(text, 'TZID')).toContain(`:${named[1]}`);
    },
  );

  it('has the neutral name, the place, a link, and nothing of anybody', () => {
    const text = textOf([meeting()]);
    expect(values(text, 'SUMMARY')).toEqual([':Planning group']);
    expect(values(text, 'LOCATION')).toEqual([':Annex\\; room 4\\, "east"']);
    expect(values(text, 'URL;VALUE=URI').concat(values(text, 'URL')).join()).toContain(
      'https://convener.example/agenda?meeting=main-2027-02-10',
    );
    expect(text).not.toMatch(/ATTENDEE|ORGANIZER|DESCRIPTION|VALARM/);
  });

  it('keeps a meeting’s UID when it is moved or cancelled, under a higher sequence', () => {
    const first = textOf([meeting()]);
    const moved = textOf([meeting({ sequence: 1, startsAt: new Date('2027-02-11T15:00:00Z') })]);
    const off = textOf([meeting({ sequence: 2, state: 'cancelled' })]);
    expect(first).not.toContain('tf1');
    expect(values(moved, 'UID')).toEqual(values(first, 'UID'));
    expect(values(off, 'UID')).toEqual(values(first, 'UID'));
    expect([first, moved, off].map((text) => values(text, 'SEQUENCE')[0])).toEqual([':0', ':1', ':2']);
    expect([first, off].map((text) => values(text, 'STATUS')[0])).toEqual([':CONFIRMED', ':CANCELLED']);
  });

  it('is a file to take over, or to cancel by, when it is one meeting', () => {
    expect(values(textOf([meeting()], true), 'METHOD')).toEqual([':PUBLISH']);
    expect(values(textOf([meeting({ state: 'cancelled' })], true), 'METHOD')).toEqual([':CANCEL']);
    expect(values(textOf([meeting()]), 'METHOD')).toEqual([]);
  });

  it('stays in lines of 75 octets, whatever a place is called', () => {
    const location = `${'Rathaus über der Brücke '.repeat(20)}\n🏛️`.slice(0, 300) as Checked;
    const lines = textOf([meeting({ location })]).split('\r\n');
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(values(textOf([meeting({ location })]), 'LOCATION')[0]).toContain('Rathaus über der Brücke');
  });

  it('without meetings is a calendar all the same', () => {
    expect(unfolded(textOf([]))).toContain('END:VCALENDAR');
  });
});
