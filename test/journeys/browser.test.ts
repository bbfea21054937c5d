import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { scratchFolder, startServer, type Server } from '../support/server.ts';

const executable = findChromium();
if (executable === undefined) {
  console.warn(
    '\n*** NO CHROMIUM FOUND: the journey in a real browser is NOT tested on this machine. Install chromium, or set CHROMIUM. ***\n',
  );
}

describe.runIf(executable)('February in a real browser', () => {
  const folder = scratchFolder();
  let server: Server;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    server = await startServer({ CONVENER_DEMO: '1', CONVENER_DATA_DIR: folder.path, LOG_LEVEL: 'warn' });
    browser = await launchChromium(executable!);
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.setDefaultTimeout(15_000);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.kill();
    folder.remove();
  });

  const open = (path: string) => page.goto(server.url + path);
  const become = async (name: string): Promise<void> => {
    await open('/');
    const option = page.locator('#demo-member option', { hasText: name });
    await page.locator('#demo-member').selectOption(await option.getAttribute('value'));
    await page.getByRole('button', { name: 'Switch' }).click();
    await page.locator('.who', { hasText: name }).waitFor();
  };
  const say = async (text: string): Promise<void> => {
    await page.getByLabel('Tell Convener what you need').fill(text);
    await page.keyboard.press('Enter');
  };
  const status = () => page.getByRole('status');
  const main = () => page.locator('#main');
  const jump = async (label: string): Promise<void> => {
    await open('/agenda');
    await page.locator('summary', { hasText: 'Move the clock' }).click();
    await page.getByRole('button', { name: label, exact: true }).click();
    await page.waitForLoadState('networkidle');
  };

  it('shows Dana that 94 minutes do not fit in 90', async () => {
    await open('/agenda');
    await expect.poll(() => main().innerText()).toContain('94 minutes for a 90-minute meeting: 4 too many.');
  });

  it('takes a topic by command, by form and by button', async () => {
    await become('Priya Raman');
    await open('/agenda');
    await say('agenda add Weekend contact list --minutes 6');
    await expect.poll(() => status().innerText()).toContain('Saved for Wed 10 Feb. 100 minutes');
    await become('Jules Ferreira');
    await open('/channel');
    await page.getByRole('link', { name: 'Add a topic' }).click();
    await page.getByLabel('Your topic, in one line').fill('Youth kits: what did they say?');
    await page.getByLabel('Minutes').fill('5');
    await page.getByRole('button', { name: 'Add the topic' }).click();
    await expect.poll(() => status().innerText()).toContain('105 minutes');
    await become('Marisol Vance');
    await open('/channel');
    await page.getByRole('button', { name: 'Case discussion' }).click();
    await expect.poll(() => status().innerText()).toContain('15 minutes in the closed part');
  });

  it('opens a form from a card as Teams draws it, and draws the card again', async () => {
    await open('/demo/teams');
    await page.locator('.ac-adaptiveCard').getByRole('button', { name: 'Add a topic' }).click();
    await page.getByLabel('Your topic, in one line').waitFor();
    await page.goBack();
    const again = page.locator('.ac-adaptiveCard').getByRole('button', { name: 'Add a topic' });
    await again.waitFor();
    expect(new URL(page.url()).pathname).toBe('/demo/teams');
  });

  it('completes commands while they are typed', async () => {
    await open('/agenda');
    await page.getByLabel('Tell Convener what you need').pressSequentially('agenda mo');
    await expect
      .poll(() => page.locator('#completions option').first().getAttribute('value'))
      .toBe('agenda move');
  });

  it('lets Dana accept and move by keyboard', async () => {
    await become('Dana Okafor');
    await open('/agenda');
    await page.getByRole('button', { name: 'Accept: Weekend contact list' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => status().innerText()).toContain('Accepted.');
    await page.getByRole('button', { name: 'Earlier: Weekend contact list' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => status().innerText()).toContain('Moved.');
  });

  it('moves the clock from the bar: topics close, the draft comes, the agenda goes out once', async () => {
    await jump('Topics close');
    await expect.poll(() => main().innerText()).toContain('Topics are closed.');
    await jump('Draft to the chairs');
    await open('/');
    await expect.poll(() => main().innerText()).toContain('Draft agenda, Wed 10 Feb');
    await jump('The agenda goes out');
    await open('/channel');
    await expect.poll(() => main().getByRole('heading', { name: 'Agenda, Wed 10 Feb' }).count()).toBe(1);
  });

  it('shows a correction in the open channel page without a reload', async () => {
    const reader = await browser.newPage();
    reader.setDefaultTimeout(20_000);
    await reader.goto(`${server.url}/channel`);
    await open('/agenda');
    await page.getByRole('link', { name: 'Edit: Hotel front-desk card' }).click();
    await page.getByLabel('Your topic, in one line').fill('Hotel front-desk card: what five hotels said');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => status().innerText()).toContain('Saved.');
    await reader.getByText('what five hotels said').waitFor();
    expect(await reader.getByRole('heading', { name: 'Agenda, Wed 10 Feb' }).count()).toBe(1);
    await reader.close();
  });

  it('is the judge: the open part, then one untitled block', async () => {
    await become('Adele Pruitt');
    await open('/');
    const text = await main().innerText();
    expect(text).toMatch(/Members' part, \d+ min/);
    expect(text).not.toMatch(/Transportation|Report-back|Weekend|Youth kits|Case|Closed|M1/);
  });

  it('shows the same messages as Slack would: styled under the strict policy, pressed by keyboard', async () => {
    await become('Priya Raman');
    await page.getByRole('link', { name: 'As Slack shows it' }).click();
    const agenda = main().getByRole('listitem').filter({ hasText: 'Agenda, Wed 10 Feb' }).first();
    await agenda.locator('summary').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => agenda.locator('pre').innerText()).toContain('"type": "rich_text"');
    const press = agenda.getByRole('button', { name: 'I will be there' });
    const green = await page.evaluate(
      "getComputedStyle(document.querySelector('.slack-primary')).backgroundColor",
    );
    expect(green).toBe('rgb(0, 122, 90)');
    await press.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => status().innerText()).toContain('Close');
    expect(new URL(page.url()).pathname).toBe('/demo/slack');
    expect(await main().getByRole('heading', { level: 1 }).innerText()).toBe('As Slack shows it');
  });

  it('shows the same messages as Teams would: drawn by its renderer, pressed by keyboard', async () => {
    await become('Priya Raman');
    await page.getByRole('link', { name: 'As Teams shows it' }).click();
    const agenda = main().getByRole('listitem').filter({ hasText: 'Agenda, Wed 10 Feb' }).first();
    // The renderer's own heading and buttons; what stands there without scripts is out of sight and reach.
    await agenda.locator('.ac-adaptiveCard').getByRole('heading', { level: 3 }).waitFor();
    expect(await agenda.locator('.teams-bare').isVisible()).toBe(false);
    const press = agenda.getByRole('button', { name: 'I will be there' });
    expect(await press.count()).toBe(1);
    const violet = "getComputedStyle(document.querySelector('.teams .style-positive')).backgroundColor";
    expect(await page.evaluate(violet)).toBe('rgb(91, 95, 199)');
    await press.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => status().innerText()).toContain('Close');
    expect(new URL(page.url()).pathname).toBe('/demo/teams');
    // What came as the answer is drawn as well.
    await agenda.locator('.ac-adaptiveCard').waitFor();
    await agenda.getByRole('link', { name: 'Print' }).click();
    await page.waitForURL(/\/agenda\?/);
  });

  it('fits a phone: nothing wider than 360 px', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    for (const path of ['/', '/channel', '/agenda', '/roster', '/help', '/demo/slack', '/demo/teams']) {
      await open(path);
      expect([path, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, 360]);
    }
  });

  it('fits a phone: an invite link, whole', async () => {
    await become('Dana Okafor');
    await open('/');
    await say('invite Priya Raman');
    await expect.poll(() => status().innerText()).toContain('/i/');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    const inside =
      "(() => { const box = document.querySelector('#status'); return box.scrollWidth <= box.clientWidth; })()";
    expect(await page.evaluate(inside)).toBe(true);
  });

  it('prints for the table what the channel has, for a chair too, and her own copy when asked', async () => {
    await open('/agenda');
    const own = await main().innerText();
    expect(own).toContain('Case discussion');
    await open('/agenda?print=1');
    const table = await main().innerText();
    expect(table).toMatch(/The copy for the table[^]*Open part[^]*Members' part/);
    expect(table).not.toMatch(/Closed part|Case discussion|Waits for a chair|\bC1\b|\bW1\b/);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await page.getByRole('link', { name: 'Print my own copy instead' }).click();
    await expect.poll(() => main().innerText()).toMatch(/Dana Okafor: your own copy[^]*Case discussion/);
  });

  it('can be gone back in without scripts, and says each thing once', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const plain = await context.newPage();
    plain.setDefaultTimeout(15_000);
    await plain.goto(`${server.url}/channel`);
    await plain.getByRole('button', { name: 'I will be there' }).first().click();
    await plain.getByRole('status').getByText('Close').waitFor();
    expect(new URL(plain.url()).pathname).toBe('/channel');
    await plain.getByRole('link', { name: 'People' }).click();
    expect((await plain.goBack())?.status()).toBe(200);
    expect(await plain.getByRole('status').innerText()).toBe('');
    await plain.reload();
    expect(await plain.locator('h1').innerText()).toBe('Channel');
    await context.close();
  });

  it('lets go after a pause what was ticked, though the clock stands', async () => {
    await become('Dana Okafor');
    await say('pause');
    await expect.poll(() => status().innerText()).toContain('Paused.');
    await jump('A reminder before the meeting');
    await open('/channel');
    expect(await main().innerText()).not.toContain('Wed 10 Feb, 09:30');
    await open('/');
    await page.getByRole('link', { name: 'Let it go on' }).first().click();
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    await page.getByRole('button', { name: 'Go on', exact: true }).click();
    await page.waitForLoadState('networkidle');
    await expect
      .poll(
        async () => {
          await open('/channel');
          return main().innerText();
        },
        { timeout: 20_000 },
      )
      .toContain('Wed 10 Feb, 09:30');
  });

  it('had no errors in the console', () => {
    expect(problems.filter((problem) => !problem.includes('403'))).toEqual([]);
  });
});
