// npm run pictures [-- FOLDER]: every card there is, as Slack, Teams and the web show it, beside each other; then the
// demo's pages of February. To be looked at: the words of each stand beside its picture.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { cardSheet, type Drawable } from './support/card-sheet.ts';
import { findChromium, launchChromium } from './support/chromium.ts';
import { scratchFolder, startServer } from './support/server.ts';

/** From the call for topics to what came of the feedback. */
const MOMENTS = [
  '2027-02-03T15:00:00Z',
  '2027-02-04T17:30:00Z',
  '2027-02-08T15:30:00Z',
  '2027-02-10T14:45:00Z',
  '2027-02-10T17:30:00Z',
  '2027-02-16T15:30:00Z',
  '2027-03-08T16:00:00Z',
];
/** The facilitator, a member, someone who owes a report, a lead, and a guest of the open part. */
const PEOPLE = { m01: 'facilitator', m03: 'member', m22: 'owes-a-report', m07: 'delegate', m12: 'guest' };
const PAGES = { slack: '/demo/slack', teams: '/demo/teams', web: '/', channel: '/channel' };

const executable = findChromium();
if (executable === undefined) {
  console.error('There is no Chromium here to take pictures with. Install one, or name it in CHROMIUM.');
  process.exit(2);
}
const folder = process.argv[2] ?? 'pictures';
mkdirSync(folder, { recursive: true });

async function take(page: Page, url: string, name: string): Promise<void> {
  const answer = await page.goto(url);
  if (answer?.status() !== 200) return;
  await page.locator('details.sent').evaluateAll((all) => {
    for (const each of all) each.remove();
  });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  writeFileSync(join(folder, `${name}.txt`), await page.locator('main').innerText());
}

/** The test of every card lives through the months and writes down what it saw. */
function everyCard(): readonly Drawable[] {
  const args = ['node_modules/vitest/vitest.mjs', 'run', 'test/journeys/every-card.test.ts'];
  const env = { ...process.env, CONVENER_CARDS: folder };
  spawnSync(process.execPath, args, { stdio: 'inherit', env });
  const all = JSON.parse(readFileSync(join(folder, 'cards.json'), 'utf8'), (_, value: unknown) =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? new Date(value) : value,
  );
  return all.map((each: Drawable) => ({
    ...each,
    words: { ...each.words, names: new Map(each.words.names) },
  }));
}

async function takeCards(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1540, height: 300 });
  for (const [at, each] of everyCard().entries()) {
    await page.setContent(await cardSheet(each));
    const name = `${String(at + 1).padStart(3, '0')} ${each.name}`.replaceAll(/[^\w.-]+/g, '-');
    await page.screenshot({ path: join(folder, `card-${name}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 900, height: 900 });
}

const data = scratchFolder();
const server = await startServer({ CONVENER_DEMO: '1', CONVENER_DATA_DIR: data.path, LOG_LEVEL: 'warn' });
const browser = await launchChromium(executable);
try {
  const page = await browser.newPage({ viewport: { width: 900, height: 900 } });
  await takeCards(page);
  const tell = (path: string, body: object) =>
    page.request.post(server.url + path, { data: body, timeout: 600_000, headers: { origin: server.url } });
  await page.goto(server.url);
  for (const to of MOMENTS) {
    const moved = await tell('/demo/clock', { to });
    if (!moved.ok()) throw new Error(await moved.text());
    for (const [member, what] of Object.entries(PEOPLE)) {
      const been = await tell('/demo/as', { member });
      if (!been.ok()) continue;
      for (const [name, path] of Object.entries(PAGES))
        await take(page, server.url + path, `${to.slice(0, 13)}-${what}-${name}`);
    }
  }
} finally {
  await browser.close();
  await server.kill();
  data.remove();
}
console.log(`The pictures are in ${folder}.`);
