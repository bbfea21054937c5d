// npm run pictures:pages [-- FOLDER [WORDS]]: every page of the web at 360 and 1280 px, to be looked at, only those whose
// name has WORDS in it; and what a machine can see to be wrong with them. It ends with 1 if that is anything.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { findChromium, launchChromium } from './support/chromium.ts';
import { wrongWith } from './support/look-at.ts';
import { runCommand, scratchFolder, startServer, type Server } from './support/server.ts';

const WIDTHS = [360, 1280];
const [folder = 'pictures-of-pages', only = ''] = process.argv.slice(2);
const executable = findChromium();
if (executable === undefined) {
  console.error('There is no Chromium here to take pictures with. Install one, or name it in CHROMIUM.');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });

/** Someone at a browser: each step leads to a page, which is photographed. */
type Step = readonly [name: string, go: (page: Page) => Promise<unknown>];

let faults = 0;
async function photograph(page: Page, name: string): Promise<void> {
  const seen = new Set<string>();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    // An answer that stays in sight stands where it does for whoever has not scrolled.
    await page.evaluate('scrollTo(0, 0)');
    await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
    for (const each of await wrongWith(page)) seen.add(each);
  }
  writeFileSync(join(folder, `${name}.txt`), await page.locator('body').innerText());
  for (const each of seen) console.log(`${name}: ${each}`);
  faults += seen.size;
}

async function walk(page: Page, who: string, steps: readonly Step[]): Promise<void> {
  for (const [what, go] of steps) {
    const name = `${who}-${what}`;
    await page.setViewportSize({ width: 1280, height: 800 });
    try {
      await go(page);
      if (name.includes(only)) await photograph(page, name);
    } catch (error) {
      faults += 1;
      console.log(`${name}: not reached: ${String(error).split('\n')[0]}`);
    }
  }
}

/** Does this, and waits for the answer to be on the page. */
async function answered(page: Page, act: () => Promise<unknown>): Promise<void> {
  const isAnswer = (path: string): boolean => !/^\/(assets|live|complete)/.test(path);
  const answer = page.waitForResponse((response) => isAnswer(new URL(response.url()).pathname));
  await Promise.all([answer, act()]);
  await page.waitForTimeout(300);
  await page.waitForLoadState('networkidle');
}
const at =
  (server: Server, path: string) =>
  (page: Page): Promise<unknown> =>
    page.goto(server.url + path);
const say =
  (server: Server, text: string) =>
  async (page: Page): Promise<void> => {
    await page.goto(`${server.url}/help`);
    await page.getByLabel('Tell Convener what you need').fill(text);
    await answered(page, () => page.keyboard.press('Enter'));
  };
const press =
  (label: string) =>
  (page: Page): Promise<void> => {
    const main = page.locator('main');
    const named = { name: label };
    const button = main.getByRole('button', named).or(main.getByRole('link', named)).first();
    return answered(page, () => button.click());
  };
const unfold =
  (server: Server, summary: string) =>
  async (page: Page): Promise<void> => {
    await page.goto(server.url);
    await page.locator('summary', { hasText: summary }).click();
  };

const COMMANDS = [
  'agenda add',
  'agenda edit M1',
  'agenda defer 3',
  'agenda facilitator',
  'agenda hold',
  'agenda release',
  'agenda withdraw M9',
  'meeting',
  'meeting new',
  'meeting move',
  'meeting cancel',
  'meeting regrets',
  'settings',
  'roster import',
  'roster leave Priya Raman',
  'agency',
  'agency contact Harbor Lantern',
  'me',
  'me hours',
  'me leave',
  'me zone',
  'me platform',
  'me calendar',
  'me data',
  'link me',
  'invite Priya Raman',
  'reportback',
  'reportback submit t12',
  'task',
  'task add',
  'task assign t12',
  'subcommittee',
  'subcommittee new',
  'poll',
  'poll new',
  'poll results',
  'poll did',
  'confidentiality',
  'confidentiality ack',
  'confidentiality status',
  'digest now',
  'steps',
  'setup',
  'start',
  'preview',
  'preview list Priya Raman',
  'nonsense and more',
];

const commands = (server: Server, texts: readonly string[]): readonly Step[] =>
  texts.map((text) => [`say-${text.replaceAll(/\W+/g, '-')}`, say(server, text)]);

const reading = (server: Server): readonly Step[] => [
  ['desk', at(server, '/')],
  ['channel', at(server, '/channel')],
  ['agenda', at(server, '/agenda')],
  ['preview', at(server, '/preview')],
  ['roster', at(server, '/roster')],
  ['help', at(server, '/help')],
  ['help-more', press('More')],
];

async function demo(browser: Browser): Promise<void> {
  const data = scratchFolder();
  const server = await startServer({
    CONVENER_DEMO: '1',
    CONVENER_DATA_DIR: data.path,
    LOG_LEVEL: 'warn',
  });
  const page = await browser.newPage();
  page.setDefaultTimeout(240_000);
  const tell = async (path: string, body: object): Promise<void> => {
    const answer = await page.request.post(server.url + path, {
      data: body,
      timeout: 300_000,
      headers: { origin: server.url },
    });
    if (!answer.ok()) throw new Error(await answer.text());
  };
  const become = (member: string) => tell('/demo/as', { member });
  try {
    await page.goto(server.url);
    await walk(page, 'dana', [
      ...reading(server),
      ['agenda-print', at(server, '/agenda?print=1')],
      ['agenda-print-own', at(server, '/agenda?print=own')],
      ['agenda-not-there', at(server, '/agenda?meeting=nothing')],
      ['preview-one-person', at(server, '/preview?person=m03')],
      ['not-found', at(server, '/nothing')],
      ['too-old', at(server, '/form?t=nothing')],
      ['doors', at(server, '/demo/doors')],
      ['slack', at(server, '/demo/slack')],
      ['teams', at(server, '/demo/teams')],
      ['own-people', at(server, '/demo/own')],
      ['guide', unfold(server, 'New here?')],
      ['clock', unfold(server, 'Move the clock')],
      ['guard', say(server, 'agenda add Plan for the girl born 3/14/2012')],
      ['guard-place', say(server, 'agenda add Meet at 12 Oak Street')],
      ['note', say(server, 'agenda add Budget --minutes 5')],
      [
        'form-errors',
        async (p) => {
          await say(server, 'meeting new')(p);
          await answered(p, () => p.locator('main form.sheet button.main').click());
        },
      ],
      ['hold', say(server, 'agenda hold')],
      ['held-agenda', at(server, '/agenda')],
      ['held-desk', at(server, '/')],
      ...commands(server, COMMANDS),
      ['paused', say(server, 'pause')],
      ['paused-desk', at(server, '/')],
      ['paused-agenda', at(server, '/agenda')],
      ['paused-preview', at(server, '/preview')],
      ['paused-channel', at(server, '/channel')],
      ['paused-resume', say(server, 'resume')],
    ]);
    await become('m03');
    await walk(page, 'member', [
      ...reading(server),
      ['refused', say(server, 'pause')],
      ['paused-note', say(server, 'agenda add Parking')],
      ...commands(server, [
        'me',
        'meeting',
        'meeting regrets',
        'poll',
        'reportback',
        'task',
        'agenda edit M1',
      ]),
    ]);
    await become('m12');
    await walk(page, 'guest', [...reading(server), ...commands(server, ['me', 'task', 'agenda add'])]);
    await become('m01');
    await walk(page, 'resume', [
      ['form', say(server, 'resume')],
      ['done', press('Go on')],
    ]);
    await become('m02');
    await walk(page, 'co-chair', [
      ['desk', at(server, '/')],
      ['agenda', at(server, '/agenda')],
      ['preview', at(server, '/preview')],
    ]);
    await become('m22');
    await walk(page, 'lead', [
      ...reading(server),
      ...commands(server, ['meeting', 'task', 'task add', 'reportback', 'subcommittee', 'poll new']),
    ]);
    for (const [to, name] of [
      ['2027-02-08T15:30:00Z', 'published'],
      ['2027-02-10T17:30:00Z', 'after-meeting'],
      ['2027-02-16T15:30:00Z', 'week-later'],
    ] as const) {
      await tell('/demo/clock', { to });
      for (const [member, who] of [
        ['m01', 'dana'],
        ['m22', 'lead'],
        ['m12', 'guest'],
      ] as const) {
        await become(member);
        await walk(page, `${name}-${who}`, [
          ['desk', at(server, '/')],
          ['channel', at(server, '/channel')],
          ['agenda', at(server, '/agenda')],
          ['slack', at(server, '/demo/slack')],
          ['teams', at(server, '/demo/teams')],
          ['doors', at(server, '/demo/doors')],
          ...commands(server, ['poll', 'poll results', 'reportback']),
        ]);
      }
    }
    await become('m01');
    await walk(page, 'changed', [
      ['moved', say(server, 'meeting move 2027-03-11')],
      ['moved-meeting', say(server, 'meeting')],
      ['moved-desk', at(server, '/')],
      ['moved-channel', at(server, '/channel')],
      ['cancel', say(server, 'meeting cancel 2027-03-11')],
      ['cancelled', press('Cancel it')],
      ['cancelled-meeting', say(server, 'meeting')],
      ['cancelled-agenda', at(server, '/agenda')],
      ['cancelled-desk', at(server, '/')],
      ['cancelled-channel', at(server, '/channel')],
    ]);
    await walk(page, 'demo', [
      [
        'signed-out',
        async (p) => {
          await p.goto(server.url);
          await p.getByRole('button', { name: 'Sign out' }).click();
        },
      ],
    ]);
  } finally {
    await page.close();
    await server.kill();
    data.remove();
  }
}

const FOUNDING = {
  'f.founder': 'Dana Okafor',
  'f.name': 'Larkmoor County Task Force',
  'f.neutralName': 'Larkmoor TF',
  'f.agency': 'Harbor Lantern',
  'f.time': '10:00',
  'f.second': 'Marisol Vance',
  'f.secondAgency': 'County Sheriff',
};

/** From an empty folder to a task force that has not started yet. */
async function founding(browser: Browser): Promise<void> {
  const data = scratchFolder();
  const env = { CONVENER_DEMO: '0', CONVENER_DATA_DIR: data.path, LOG_LEVEL: 'warn' };
  const server = await startServer(env);
  const page = await browser.newPage();
  page.setDefaultTimeout(240_000);
  const link = new URL(/http:\/\/\S+\/setup\/\S+/.exec(server.output())![0]).pathname;
  const send = async (p: Page): Promise<void> => {
    await answered(p, () => p.locator('form.sheet').first().locator('button.main').click());
  };
  try {
    await walk(page, 'new', [
      ['begin', at(server, '/')],
      ['agenda-signed-out', at(server, '/agenda')],
      ['print-signed-out', at(server, '/agenda?print=1')],
      ['link-old', at(server, '/setup/nothing')],
      ['invite-old', at(server, `/i/${'x'.repeat(43)}`)],
      ['setup', at(server, link)],
      ['setup-errors', send],
      [
        'setup-file',
        async (p) => {
          await p.goto(server.url + link);
          await p.getByText('in a file already?').click();
        },
      ],
      [
        'setup-file-errors',
        async (p) => {
          await p.getByLabel('The file (JSON)').fill('{"taskForce": 1}');
          await answered(p, () => p.getByRole('button', { name: 'Import the file' }).click());
        },
      ],
      [
        'founded',
        async (p) => {
          await p.goto(server.url + link);
          for (const [name, value] of Object.entries(FOUNDING))
            await p.locator(`[name="${name}"]`).fill(value);
          const soon = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
          await p.locator('[name="f.date"]').fill(soon);
          const zone = p.locator('[name="f.zone"]');
          if ((await zone.getAttribute('type')) === 'text') await zone.fill('America/New_York');
          await send(p);
        },
      ],
      ...reading(server),
      ...commands(server, [
        'roster import',
        'meeting',
        'poll',
        'reportback',
        'task',
        'subcommittee',
        'steps',
      ]),
      [
        'import-errors',
        async (p) => {
          await say(server, 'roster import')(p);
          await p
            .locator('main textarea')
            .first()
            .fill('Name,Agency,E-mail\nPriya Raman,Beacon House,not an address\n,Beacon House,a@b.example');
          await send(p);
        },
      ],
      [
        'import-look',
        async (p) => {
          await p
            .locator('main textarea')
            .first()
            .fill(
              'Name,Agency,E-mail\nPriya Raman,Beacon House,priya@beacon.example\nJules Ferreira,Beacon House,jules@beacon.example',
            );
          await send(p);
        },
      ],
      ['import-done', send],
      ...commands(server, ['start', 'invite Priya Raman']),
      [
        'signed-out',
        async (p) => {
          await p.goto(server.url);
          await p.getByRole('button', { name: 'Sign out' }).click();
        },
      ],
      ['quiet', at(server, '/')],
    ]);
    const { output } = await runCommand(['invite', 'Dana Okafor'], env);
    const invite = new URL(/http:\/\/\S+\/i\/\S+/.exec(output)![0]).pathname;
    await walk(page, 'new', [
      ['invite', at(server, invite)],
      ['invited', press('Open my page')],
    ]);
  } finally {
    await page.close();
    await server.kill();
    data.remove();
  }
}

const browser = await launchChromium(executable);
try {
  await founding(browser);
  await demo(browser);
} finally {
  await browser.close();
}
console.log(`The pictures are in ${folder}. ${faults} to mend.`);
process.exitCode = faults > 0 ? 1 : 0;
