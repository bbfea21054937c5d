import type { SealedCard } from '../../src/kernel/card.ts';
import type { Standing } from '../../src/kernel/platform.ts';
import type { Door, Driver } from './contract.ts';
import { formFor, startWeb, type Fields, type Response } from './web/client.ts';
import { PEOPLE, PIA, TASK_FORCE, wordsFor } from './web/fake-host.ts';
import { formsOf, tags, textOf } from './web/html.ts';

const HERE = '/channel';

/** What stands in the boxes of a form, by the names of the fields. */
const typedIn = (html: string): Record<string, string> =>
  Object.fromEntries(
    tags(html, 'input')
      .filter(({ attributes }) => attributes.get('name')?.startsWith('f.'))
      .map(({ attributes }) => [attributes.get('name')!.slice(2), attributes.get('value') ?? '']),
  );

/** Whatever leads away from our own site, or runs. The reader throws at anything that is not escaped. */
const liveIn = (html: string): readonly string[] => [
  ...['img', 'iframe', 'b', 'at', 'svg'].flatMap((name) => tags(html, name)).map(({ name }) => name),
  ...tags(html, 'script')
    .map(({ attributes }) => attributes.get('src') ?? 'a script')
    .filter((src) => !src.startsWith('/assets/')),
  ...tags(html, 'a')
    .map(({ attributes }) => attributes.get('href') ?? '')
    .filter((href) => !/^(?:[/#](?!\/)|$)/.test(href)),
];

async function open(): Promise<Door> {
  const web = await startWeb();
  await web.signIn(PIA.member);
  const { host, platform } = web;
  const place = { platform: 'web', tenant: TASK_FORCE.id, place: 'channel:main' };
  const standing = new Map<string, Standing>();
  /** Every page that was answered with. */
  const pages: string[] = [];
  let form: string | undefined;
  let looked = '';

  /** What a page with scripts does: the answer comes in place. */
  const fields = async (page: string, action: string): Promise<Record<string, string>> =>
    action === '/form' && form ? { ...formFor(form, '/form').hidden } : web.hidden(page, action);
  async function act(action: string, sent: Fields): Promise<{ again(): Promise<Response> }> {
    const again = () => web.send(action, sent, { 'hx-request': 'true' });
    const { text } = await again();
    const asks = formsOf(text).some((each) => each.action === '/form');
    form = asks ? text : action === '/command' ? form : undefined;
    if (!asks) pages.push(text);
    return { again };
  }
  const tokenOf = (html: string, label: string): string =>
    formsOf(html)
      .flatMap(({ buttons }) => buttons)
      .find((button) => button.label === label)!
      .attributes.get('value')!;

  return {
    host,
    platform,
    place,
    account: PIA.member,
    logged: web.logged,
    command: async (text) => act('/command', { ...(await fields(HERE, '/command')), q: text }),
    press: async (label) => {
      const inForm = form !== undefined && formsOf(form).some(({ action }) => action === '/press');
      const page = inForm ? form! : (await web.get(HERE)).text;
      return act('/press', { ...formFor(page, '/press').hidden, token: tokenOf(page, label) });
    },
    open: async () => {
      const { text } = await web.get(HERE);
      const href = tags(text, 'a')
        .map(({ attributes }) => attributes.get('href'))
        .find((each) => each?.startsWith('/form'));
      form = (await web.get(href!)).text;
      return { again: () => web.get(href!) };
    },
    form: () => (form === undefined ? undefined : { says: textOf(form), typed: typedIn(form) }),
    submit: async (values) => {
      const named = Object.fromEntries(Object.entries(values).map(([name, value]) => [`f.${name}`, value]));
      return act('/form', { ...(await fields(HERE, '/form')), ...named });
    },
    heard: () => pages.map(textOf),
    live: () => [...pages, looked, ...(form === undefined ? [] : [form])].flatMap(liveIn),
    stranger: async () => {
      const hidden = await web.hidden(HERE, '/press');
      // Once on the roster, and no longer.
      host.roster = PEOPLE.filter(({ member }) => member !== PIA.member);
      const told = [
        await web.send('/press', { ...hidden, token: 'token-case' }),
        await web.send('/command', { ...hidden, q: 'pause' }),
        await web.get('/'),
      ];
      return told.map(({ text }) => textOf(text)).join('\n');
    },
    forgeries: Object.fromEntries(
      Object.entries<readonly [Fields, Record<string, string>, 'signed out'?]>({
        'without the page’s token': [{ csrf: '' }, {}],
        'with a made-up token': [{ csrf: 'x'.repeat(43) }, {}],
        'from another site': [{}, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
        'from a sister site': [{}, { 'sec-fetch-site': 'same-site' }],
        'without a session': [{}, {}, 'signed out'],
      }).map(([what, [more, headers, out]]) => [
        what,
        async () => {
          const hidden = await web.hidden(HERE, '/command');
          const { cookie } = web;
          if (out) web.cookie = undefined;
          const { status, text } = await web.send('/command', { ...hidden, q: 'pause', ...more }, headers);
          web.cookie = cookie;
          // The page round it shows what its reader may see anyway, to those who are signed in.
          return { status, text: textOf(text) };
        },
      ]),
    ),
    show: async (card: SealedCard, previous) => {
      const words = wordsFor(PEOPLE);
      const signal = AbortSignal.timeout(20_000);
      const showing = { taskForce: TASK_FORCE.id, key: 'k', card, words, signal };
      const sent = await platform.show(place, {
        ...showing,
        ...(previous === undefined ? {} : { previous }),
      });
      if (sent.state !== 'shown') return sent;
      const { ref } = sent;
      standing.set(ref, { key: ref, ref, shownAt: web.machine, editedAt: null, card, words });
      host.messages.set(place.place, [...standing.values()]);
      return sent;
    },
    remove: async (ref) => {
      standing.delete(ref);
      host.messages.set(place.place, [...standing.values()]);
      return platform.remove(place, ref);
    },
    stands: async () => {
      const { text } = await web.get(HERE);
      looked = text;
      // One piece for each card.
      return text
        .split('<article')
        .slice(1)
        .map((each) => textOf(`<article${each.split('</article>')[0]}</article>`));
    },
    notices: () => [],
    trouble: () => {},
    stop: web.stop,
  };
}

/** Real HTTP with a session and the page's token, as a browser with scripts sends it. */
export const WEB: Driver = { name: 'the web', hurried: false, sends: false, open };
