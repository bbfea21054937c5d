import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { RefusalKind } from '../../src/kernel/outcome.ts';

/** A request we turn down before it reaches the core: thrown, and shown as a page that says what to do next. */
export class Refusal extends Error {
  readonly status: ContentfulStatusCode;
  readonly title: string;
  readonly text: string;
  /** The methods that would do, when this one does not. */
  readonly allow: string | undefined;

  constructor(status: ContentfulStatusCode, title: string, text: string, allow?: string) {
    super(title);
    this.status = status;
    this.title = title;
    this.text = text;
    this.allow = allow;
  }
}

interface Kind {
  readonly status: ContentfulStatusCode;
  readonly title: string;
}

/** How the web shows a refusal of the core. `denied` and `unknown` look alike: a refusal does not reveal what exists. */
export function kindOf(why: RefusalKind): Kind {
  switch (why) {
    case 'stranger':
      return { status: 403, title: 'We do not know you here yet' };
    case 'denied':
    case 'unknown':
      return { status: 404, title: 'Not here, or not for you' };
    case 'bad-input':
      return { status: 400, title: 'That was not clear to us' };
    case 'too-old':
      return { status: 410, title: 'This link has had its day' };
    case 'not-now':
      return { status: 409, title: 'Not just now' };
    case 'fault':
      return { status: 500, title: 'That went wrong, and it was us' };
    default:
      return why satisfies never;
  }
}

export const notFound = (): Refusal =>
  new Refusal(404, 'Not here, or not for you', 'That page is not here any more, or not for you.');

export const otherSite = (): Refusal =>
  new Refusal(
    403,
    'Please try that once more',
    'This came from a page that is not open here any more, so nothing was done. Go back, load the page again, and then press once more.',
  );

export const signedOut = (): Refusal =>
  new Refusal(
    401,
    'You are signed out',
    'Nothing was done. Open your link again. If it was used up, the first page says how to get a new one.',
  );

export const unclear = (): Refusal =>
  new Refusal(
    400,
    'That did not arrive whole',
    'Nothing was done. Go back, load the page again, and try once more.',
  );

export const tooLarge = (): Refusal =>
  new Refusal(413, 'That is too much at once', 'Nothing was saved. Please send a shorter text.');

export const notAllowed = (allow: string): Refusal =>
  new Refusal(405, 'That cannot be done here', 'Nothing was done. Start again from My messages.', allow);
