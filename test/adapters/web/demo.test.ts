import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Demo } from '../../../adapters/web/index.ts';
import { startWeb, type Web } from './client.ts';
import { TASK_FORCE } from './fake-host.ts';
import { formsOf, tags, textOf } from './html.ts';

interface FakeDemo extends Demo {
  at: Date;
  moves: string[];
}

function createFakeDemo(): FakeDemo {
  const demo: FakeDemo = {
    taskForce: TASK_FORCE.id,
    zone: TASK_FORCE.zone,
    at: new Date('2027-02-03T14:00:00Z'),
    moves: [],
    now: () => demo.at,
    async advance(to) {
      demo.moves.push(to.toISOString());
      if (to < demo.at) return 'backwards';
      // Work on the way: an answer that comes before it is done would tell the old time.
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      demo.at = to;
      return 'done';
    },
    startOver: async () => void demo.moves.push('over'),
    jumps: async () => [{ label: 'Topics close', to: new Date('2027-02-04T17:00:00Z') }],
  };
  return demo;
}

let demo: FakeDemo;
let web: Web;
beforeEach(async () => {
  demo = createFakeDemo();
  web = await startWeb({ demo });
});
afterEach(() => web.stop());

const whoAmI = async (): Promise<string> => {
  const { text } = await web.get('/');
  const [chosen] = tags(text, 'option').filter((tag) => tag.attributes.has('selected'));
  return chosen?.attributes.get('value') ?? '';
};

describe('the demo', () => {
  it('makes whoever comes the facilitator, so that the first page is of use', async () => {
    const { status, text } = await web.get('/');
    expect(status).toBe(200);
    expect(textOf(text)).toContain('Dana Okafor, Harbor Lantern Sign out');
    expect(web.cookie).toBeDefined();
    expect(await whoAmI()).toBe('m01');
    expect(web.records.rows.size).toBe(1);
  });

  it('says on every page that it is one, what time it is there, and whom you can be', async () => {
    for (const path of ['/', '/channel', '/nowhere']) {
      const { text } = await web.get(path);
      expect(textOf(text)).toContain('Demo. It is Wed 3 Feb 2027, 09:00 here.');
      expect(textOf(text)).toContain('Adele Pruitt, Larkmoor Juvenile Court: guest of the open part');
    }
  });

  it('says noon as a word', async () => {
    demo.at = new Date('2027-02-04T17:00:00Z');
    expect(textOf((await web.get('/')).text)).toContain('It is Thu 4 Feb 2027, noon here.');
  });

  it('signs nobody in who sends a form', async () => {
    expect((await web.post('/press', { token: 't', nonce: 'n'.repeat(20) })).status).toBe(401);
    expect(web.records.rows.size).toBe(0);
  });

  it('does not follow its own clock with sessions', async () => {
    await web.get('/');
    demo.at = new Date('2028-01-01T00:00:00Z');
    web.machine = new Date(web.machine.getTime() + 13 * 3_600_000);
    await web.get('/');
    expect(web.records.rows.size).toBe(1);
  });
});

describe('being someone else', () => {
  it('by the form, which comes back to the page', async () => {
    const chooser = formsOf((await web.get('/channel')).text).find(
      ({ action, hidden }) => action === '/demo/as' && hidden['back'] === '/channel',
    );
    const hidden = chooser?.hidden;
    const { status, headers } = await web.post('/demo/as', { ...hidden, member: 'm20' });
    expect([status, headers['location']]).toEqual([303, '/channel']);
    expect(await whoAmI()).toBe('m20');
    expect(web.records.rows.size).toBe(1);
  });

  it('by JSON, with no session', async () => {
    const { status, text } = await web.postJson('/demo/as', { member: 'm11' });
    expect([status, JSON.parse(text)]).toEqual([200, { member: 'm11' }]);
    expect(await whoAmI()).toBe('m11');
  });

  it.each([{ member: 'm99' }, { member: '' }, { member: 7 }, {}, null, 'm01'])('not %j', async (body) => {
    const { status, text } = await web.postJson('/demo/as', body);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toEqual({ error: 'There is no such person in the demo.' });
    expect(web.cookie).toBeUndefined();
  });

  it('not by a form without its token', async () => {
    await web.get('/');
    expect((await web.post('/demo/as', { member: 'm20' })).status).toBe(403);
    expect(await whoAmI()).toBe('m01');
  });
});

describe('the clock', () => {
  it('moves by JSON, and the answer comes when all on the way is done', async () => {
    const { status, headers, text } = await web.postJson('/demo/clock', { to: '2027-02-08T10:00:00-05:00' });
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('application/json');
    expect(JSON.parse(text)).toEqual({ now: '2027-02-08T15:00:00.000Z' });
    expect(demo.moves).toEqual(['2027-02-08T15:00:00.000Z']);
  });

  it.each([
    [{ to: '2027-02-03T13:59:59Z' }, 'forward'],
    [{ to: 'tomorrow' }, 'date and a time'],
    [{ to: '2027-02-08' }, 'date and a time'],
    [{ to: '2027-02-30T10:00:00Z' }, 'date and a time'],
    [{ to: 1_800_000_000 }, 'date and a time'],
    [{}, 'date and a time'],
    [[], 'date and a time'],
    [null, 'date and a time'],
    [{ to: '2028-03-10T14:00:01Z' }, 'too far'],
    [{ to: '9999-12-31T00:00:00Z' }, 'too far'],
  ])('stays where it is for %j', async (body, why) => {
    const { status, text } = await web.postJson('/demo/clock', body);
    expect(status).toBe(400);
    expect((JSON.parse(text) as { error: string }).error).toContain(why);
    expect(demo.at).toEqual(new Date('2027-02-03T14:00:00Z'));
  });

  it('goes 400 days ahead, and not a second more', async () => {
    expect((await web.postJson('/demo/clock', { to: '2028-03-09T14:00:00Z' })).status).toBe(200);
  });

  it('stays where it is for what is no JSON, or too much', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    expect((await web.request('POST', '/demo/clock', { headers, body: '{' })).status).toBe(400);
    const large = await web.request('POST', '/demo/clock', {
      headers,
      body: `{"to":"${'x'.repeat(70_000)}"}`,
    });
    expect(large.status).toBe(413);
    expect(JSON.parse(large.text)).toHaveProperty('error');
    const other = await web.request('POST', '/demo/clock', {
      headers: { 'content-type': 'text/plain' },
      body: '{"to":"2027-02-08T15:00:00Z"}',
    });
    expect(other.status).toBe(400);
    expect(demo.moves).toEqual([]);
  });

  it.each<[string, Record<string, string>]>([
    ['another site', { origin: 'https://evil.example' }],
    ['another site, by its browser', { 'sec-fetch-site': 'cross-site' }],
    ['a sandbox', { origin: 'null' }],
    ['a foreign name for this machine', { host: 'evil.example' }],
    [
      'a foreign name that looks alike',
      {
        host: 'localhost.evil.example:3000',
        origin: 'http://localhost.evil.example:3000',
        'sec-fetch-site': 'same-origin',
      },
    ],
  ])('is not moved by %s', async (_, headers) => {
    for (const [path, body] of [
      ['/demo/clock', { to: '2027-02-08T15:00:00Z' }],
      ['/demo/as', { member: 'm20' }],
    ] as const) {
      const { status, text } = await web.postJson(path, body, headers);
      expect(status).toBe(403);
      expect(JSON.parse(text)).toHaveProperty('error');
    }
    expect(demo.moves).toEqual([]);
    expect(web.cookie).toBeUndefined();
  });

  it.each(['localhost:1', '127.0.0.1', '[::1]:80', 'convener.example'])(
    'is moved under the name %s',
    async (host) => {
      expect((await web.postJson('/demo/clock', { to: '2027-02-08T15:00:00Z' }, { host })).status).toBe(200);
    },
  );

  it('moves by the buttons for what comes next', async () => {
    const { text } = await web.get('/agenda?meeting=m1');
    const forms = formsOf(text).filter(
      ({ action, buttons }) => action === '/demo/clock' && buttons[0]?.attributes.has('value'),
    );
    expect(forms.map(({ buttons }) => buttons[0]?.label)).toEqual(['Move the clock on', 'Topics close']);
    const form = forms[1];
    const to = form?.buttons[0]?.attributes.get('value') ?? '';
    const { status } = await web.post('/demo/clock', { ...form?.hidden, to });
    expect(status).toBe(303);
    expect(demo.moves).toEqual(['2027-02-04T17:00:00.000Z']);
  });

  it.each([
    ['2027-02-10', '10:00', '2027-02-10T15:00:00.000Z'],
    ['2027-06-10', '10:00', '2027-06-10T14:00:00.000Z'],
    // Clocks go forward on 14 March: 02:30 is not there, and means the first instant after.
    ['2027-03-14', '02:30', '2027-03-14T07:30:00.000Z'],
  ])('moves to %s %s of the task force’s own zone', async (date, time, instant) => {
    const hidden = await web.hidden('/roster', '/demo/clock');
    const { status, headers } = await web.post('/demo/clock', { ...hidden, date, time });
    expect([status, headers['location']]).toEqual([303, '/roster']);
    expect(demo.moves).toEqual([instant]);
  });

  it.each([
    ['2027-02-03', '08:59', 'The demo only goes forward.'],
    ['', '', 'Please give a date and a time'],
    ['2027-13-01', '10:00', 'Please give a date and a time'],
    ['2029-01-01', '10:00', 'That is too far ahead'],
  ])('says why it stays, for %s %s', async (date, time, why) => {
    const hidden = await web.hidden('/', '/demo/clock');
    const { status, text } = await web.post('/demo/clock', { ...hidden, date, time });
    expect(status).toBe(400);
    expect(textOf(text)).toContain(why);
  });
});

describe('under a foreign name', () => {
  it('the demo shows nothing, and where it is', async () => {
    const { status, text } = await web.get('/', { host: 'evil.example' });
    expect(status).toBe(403);
    expect(textOf(text)).toContain('Please open http://convener.example instead.');
    expect(web.cookie).toBeUndefined();
  });

  it('a real task force is served, as behind a proxy', async () => {
    const real = await startWeb();
    expect((await real.get('/', { host: 'inner-name.example' })).status).toBe(200);
    await real.stop();
  });
});

describe('without the demo', () => {
  it.each(['/demo/as', '/demo/clock'])('%s is not there', async (path) => {
    const real = await startWeb();
    expect((await real.postJson(path, { to: '2027-02-08T15:00:00Z', member: 'm01' })).status).toBe(404);
    expect((await real.post(path, {})).status).toBe(404);
    expect((await real.get(path)).status).toBe(404);
    expect((await real.get('/')).text).not.toContain('Demo.');
    await real.stop();
  });
});

describe('a newcomer’s first minute', () => {
  it('is one list, and each of its steps leads somewhere', async () => {
    const { text } = await web.get('/');
    const guide = /<details class="demo-guide"[^>]*>[\s\S]*?<\/details>/.exec(text)?.[0] ?? '';
    expect(textOf(guide)).toContain('secretary of a task force');
    expect(textOf(guide)).toContain('Try to type a birth date');
    for (const path of guide.matchAll(/href="([^"]+)"/g))
      expect((await web.get(path[1]!)).status, path[1]).toBe(200);
  });

  it('shows the agenda as someone of the open part alone, in one press', async () => {
    const form = formsOf((await web.get('/')).text).find(({ hidden }) => hidden['back'] === '/agenda');
    expect(form?.action).toBe('/demo/as');
  });

  it('lets the guard be tried with a birth date', async () => {
    const form = formsOf((await web.get('/')).text).find(({ hidden }) => /born/.test(hidden['q'] ?? ''));
    expect(form?.action).toBe('/command');
  });

  it('starts over, from a page of its own alone', async () => {
    const fields = await web.hidden('/', '/demo/over');
    expect((await web.send('/demo/over', { ...fields, csrf: 'wrong' })).status).toBe(403);
    expect(demo.moves).toEqual([]);
    expect((await web.send('/demo/over', fields)).status).toBe(303);
    expect(demo.moves).toEqual(['over']);
  });

  it('starts over as the facilitator, whoever the visitor was', async () => {
    await web.postJson('/demo/as', { member: 'm11' });
    expect(await whoAmI()).toBe('m11');
    await web.send('/demo/over', await web.hidden('/', '/demo/over'));
    expect(await whoAmI()).toBe('m01');
  });

  it('says how to begin with one’s own people', async () => {
    expect(textOf((await web.get('/demo/own')).text)).toContain('CONVENER_DEMO=0 npm start');
  });
});
