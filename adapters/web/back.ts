import { BACK_CHARS, PRESSED_MS } from './limits.ts';
import { DOORS_PATH, PANE_PATHS, type PanePath } from './panes.ts';
import type { Pressed } from './receive.ts';
import { sameText, type Visitor } from './session.ts';

/** A page of ours to come back to, as a path. */
export type Back =
  | { readonly kind: 'page'; readonly page: PageName; readonly path: string }
  | { readonly kind: 'agenda'; readonly meeting: string; readonly path: string }
  /** A page that a button opened: asked for again by delivering the same press again. */
  | { readonly kind: 'pressed'; readonly pressed: Pressed; readonly path: string };

export type PageName =
  | '/'
  | '/channel'
  | '/agenda'
  | '/roster'
  | '/preview'
  | '/help'
  | typeof DOORS_PATH
  | PanePath;
const PAGES: readonly string[] = [
  '/',
  '/channel',
  '/agenda',
  '/roster',
  '/preview',
  '/help',
  DOORS_PATH,
  ...PANE_PATHS,
] satisfies PageName[];

export const HOME: Back = { kind: 'page', page: '/', path: '/' };

const isPage = (path: string): path is PageName => PAGES.includes(path);

/** What the id of a meeting, or of a member, may look like in an address. */
export const isId = (id: string): boolean => /^[\w-]{1,64}$/.test(id);

export const agendaBack = (meeting: string): Back => ({
  kind: 'agenda',
  meeting,
  path: `/agenda?meeting=${meeting}`,
});

const signed = (visitor: Visitor, { token, nonce }: Pressed, at: string): string =>
  visitor.sign(`pressed ${at} ${nonce} ${token}`);

/** Where to go from a page that refuses: never to itself. From an agenda that is not there to the next one. */
export const wayOut = (back: Back): Back =>
  back.kind === 'agenda' ? { kind: 'page', page: '/agenda', path: '/agenda' } : HOME;

/**
 * Where a card that a press opened can be found again. The delivery is the same one, so a press that changes something
 * has no second effect; signed, so that nobody else's page can choose what is pressed.
 */
export function pressedBack(visitor: Visitor, pressed: Pressed, now: Date): Back {
  const at = String(now.getTime());
  const query = new URLSearchParams({
    t: pressed.token,
    n: pressed.nonce,
    at,
    m: signed(visitor, pressed, at),
  });
  return { kind: 'pressed', pressed, path: `/press?${query.toString()}` };
}

function readPressed(visitor: Visitor, query: URLSearchParams, now: Date): Back | undefined {
  const [t, n, at, m] = ['t', 'n', 'at', 'm'].map((name) => query.get(name) ?? '') as [
    string,
    string,
    string,
    string,
  ];
  const pressed = { token: t, nonce: n };
  const age = now.getTime() - Number(at);
  if (!sameText(m, signed(visitor, pressed, at)) || !(age >= 0 && age < PRESSED_MS)) return undefined;
  return { kind: 'pressed', pressed, path: `/press?${query.toString()}` };
}

/** The page a form or link says it came from; anything but a page of ours is My messages. */
export function readBack(given: string | null | undefined, visitor: Visitor, now: Date): Back {
  if (!given || given.length > BACK_CHARS || !/^\/(?![/\\])/.test(given)) return HOME;
  const base = 'http://here.invalid';
  if (!URL.canParse(given, base)) return HOME;
  const { origin, pathname, searchParams } = new URL(given, base);
  if (origin !== base) return HOME;
  if (pathname === '/press') return readPressed(visitor, searchParams, now) ?? HOME;
  if (!isPage(pathname)) return HOME;
  const meeting = pathname === '/agenda' ? searchParams.get('meeting') : null;
  if (meeting !== null) return isId(meeting) ? agendaBack(meeting) : HOME;
  return { kind: 'page', page: pathname, path: pathname };
}

/** Commands that have a page of their own, so that they can be read, reloaded and kept as a bookmark. */
export function pageOfCommand(text: string): string | undefined {
  const words = text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  if (words === 'preview list') return '/preview';
  if (words === 'agenda' || words === 'roster' || words === 'preview' || words === 'help') return `/${words}`;
  const meeting = /^agenda (?:--|—|–)meeting[ =]([\w-]{1,64})$/i.exec(
    text.trim().replaceAll(/\s+/g, ' '),
  )?.[1];
  return meeting && `/agenda?meeting=${meeting}`;
}
