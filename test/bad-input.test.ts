import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import type { Database } from '../src/db/types.ts';
import { parseImportText } from '../src/features/setup/index.ts';
import { recurrenceProblems } from '../src/schedule/recurrence.ts';
import { createWorld, type World } from './support/core.ts';
import { openTestDatabase } from './support/database.ts';
import { scratchFolder, startServer, type Server } from './support/server.ts';
import { visitor } from './support/visitor.ts';

// Every door, one table: what comes in wrong, and the words that come back. Each door has its own deeper tests as well.
const folder = scratchFolder();
let database: Database;
let world: World;
let server: Server;

beforeAll(async () => {
  database = await openTestDatabase('pglite');
  world = await createWorld(database);
  server = await startServer({ CONVENER_DEMO: '1', CONVENER_DATA_DIR: folder.path, LOG_LEVEL: 'warn' });
});
afterAll(async () => {
  await database.close();
  await server.kill();
  folder.remove();
});

const config = (env: Record<string, string>) => (): string => {
  try {
    readConfig(env);
    return 'taken';
  } catch (error) {
    return error instanceof Error ? error.message : 'no error';
  }
};
const importing = (text: string) => (): string => {
  const parsed = parseImportText(text);
  return parsed.state === 'ok'
    ? 'taken'
    : parsed.problems.map(({ path, message }) => `${path}: ${message}`).join('\n');
};
const recurrence =
  (rrule: string, tzid = 'America/New_York') =>
  (): string =>
    recurrenceProblems({ rrule, dtstart: '2027-01-13T10:00:00', tzid })
      .map(({ field, message }) => `${field}: ${message}`)
      .join('\n');
const command =
  (text: string, member = 'm01') =>
  async (): Promise<string> =>
    (await world.command(member, text)).text;
const form = (values: Record<string, string>) => async (): Promise<string> => {
  const opened = await world.command('m03', 'agenda add');
  return (await world.submit('m03', opened.form!, { part: 'members', ...values })).text;
};
const url = (path: string) => async (): Promise<string> => {
  const page = await visitor(server.url).get(path);
  return `${page.status} ${page.text}`;
};
const posting = (path: string, fields: Record<string, string>) => async (): Promise<string> => {
  const person = visitor(server.url);
  await person.get('/');
  const page = await person.post(path, fields);
  return `${page.status} ${page.text}`;
};

describe('bad input gets a clear answer', () => {
  it.each<[door: string, input: string, answer: () => string | Promise<string>, says: RegExp]>([
    ['config', 'a port that is no number', config({ PORT: 'web' }), /^PORT must be a number, like 3000\.$/],
    [
      'config',
      'a clock that is no instant',
      config({ CONVENER_CLOCK: '9 o’clock' }),
      /^CONVENER_CLOCK must be an instant/,
    ],
    [
      'config',
      'a database without a key',
      config({ DATABASE_URL: 'postgres://db.example/x' }),
      /^CONVENER_SECRET_KEY is needed/,
    ],
    ['import', 'no JSON', importing('{"taskForce": '), /^line 1, column \d+: /],
    ['import', 'another kind of JSON', importing('[1, 2]'), /.+/],
    ['import', 'nothing', importing(''), /.+/],
    [
      'import',
      'an unknown section',
      importing('{"schemaVersion": 1, "agencys": []}'),
      /agencys: .*Did you mean .agencies./,
    ],
    ['recurrence', 'every second', recurrence('FREQ=SECONDLY'), /^rrule: /],
    ['recurrence', 'words', recurrence('every other Tuesday'), /^rrule: /],
    ['recurrence', 'never', recurrence('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'), /^rrule: /],
    ['recurrence', 'a zone on Mars', recurrence('FREQ=WEEKLY', 'Mars/Olympus'), /^tzid: /],
    [
      'command',
      'an unknown word',
      command('agneda'),
      /^I do not know that command\. Did you mean "agenda"\?/,
    ],
    [
      'command',
      'an option that is not there',
      command('agenda add Budget --hours 2'),
      /^There is no --hours here\. You can use --minutes/,
    ],
    [
      'command',
      'minutes that are no number',
      command('agenda add Budget --minutes ten'),
      /^--minutes: a number, please, like --minutes 10\. Like this: "agenda add TITLE/,
    ],
    [
      'command',
      'a title of one letter',
      command('agenda add X'),
      /^Title: please write at least 3 characters\./,
    ],
    [
      'command',
      'a part that is none',
      command('agenda add Budget --part secret'),
      /^--part: one of open, members, closed, please\./,
    ],
    [
      'command',
      'a number that is not on the agenda',
      command('agenda accept M99'),
      /^There is no topic with that number\./,
    ],
    ['command', 'a place that is no number', command('agenda move M1 first'), /^To: a number, please/],
    [
      'command',
      'a meeting of another task force',
      command('agenda --meeting theirs-2027-02'),
      /^That meeting is not here, or not for you\./,
    ],
    ['command', 'a first day that is no day', command('me leave 2027-02-31 2027-03-05'), /^First: /],
    [
      'command',
      'a last day before the first',
      command('me leave 2027-03-05 2027-03-01'),
      /^Last: The last day cannot be before the first\./,
    ],
    [
      'command',
      'a person who is not there',
      command('invite Nobody Known'),
      /^I do not find that person on the roster\./,
    ],
    ['form', 'an empty title', form({ title: '  ' }), /^Please write at least 3 characters\.$/],
    ['form', 'a title that is too long', form({ title: 'x'.repeat(141) }), /^At most 140 characters, please/],
    [
      'form',
      'a line break that fakes a row',
      form({ title: 'Budget\nC1 Case discussion 9' }),
      /^Please use one line of plain characters\.$/,
    ],
    [
      'form',
      'nothing that can be seen',
      form({ title: '\u00a0x\u00a0y' }),
      /^Please write at least 3 characters\.$/,
    ],
    [
      'command',
      'a letter that turns the line round',
      command('agenda add Budget \u202etegduB'),
      /^Title: please use one line of plain characters\./,
    ],
    [
      'form',
      'no number of minutes',
      form({ title: 'Budget', minutes: 'ten' }),
      /^A number, please: how many minutes\?$/,
    ],
    [
      'form',
      'more minutes than a meeting',
      form({ title: 'Budget', minutes: '1000' }),
      /^At most 240 minutes\.$/,
    ],
    ['form', 'a part that is none', form({ title: 'Budget', part: 'secret' }), /^Please choose a part\.$/],
    [
      'form',
      'a part that is not theirs',
      async () =>
        (
          await world.submit('m16', (await world.command('m16', 'agenda add')).form!, {
            title: 'Budget',
            part: 'closed',
          })
        ).text,
      /^Please choose one of the parts shown\.$/,
    ],
    ['url', 'a page that is not there', url('/nowhere'), /^404 /],
    [
      'url',
      'a meeting that is not there',
      url('/agenda?meeting=theirs-2027-02'),
      /^404 .*That meeting is not here, or not for you\./,
    ],
    ['url', 'a form without its token', url('/form'), /^4\d\d /],
    [
      'url',
      'a form with a forged token',
      url('/form?t=forged.token'),
      /^404 .*not here any more, or not for you/,
    ],
    ['url', 'a link that is no link', url('/i/nothing'), /^4\d\d .*This link has had its day/],
    ['url', 'a folder above', url('/assets/..%2f..%2fpackage.json'), /^404 /],
    ['post', 'a press without the page’s mark', posting('/press', { token: 'forged.token' }), /^403 /],
    ['post', 'a page that takes no posts', posting('/channel', {}), /^4\d\d /],
  ])('%s: %s', async (_door, _input, answer, says) => {
    expect(await answer()).toMatch(says);
  });
});
