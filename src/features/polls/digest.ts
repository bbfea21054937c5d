import type { Context } from '../../db/context.ts';
import { formButton, press } from '../../kernel/card.ts';
import type { Reader } from '../../kernel/access.ts';
import type { DigestRow } from '../../kernel/feature.ts';
import { rich, time } from '../../kernel/rich.ts';
import { upcoming } from '../meetings/index.ts';
import { privateWordButton } from '../private-word/index.ts';
import { saidText, shownSaid } from './did.ts';
import { isVoter } from './load.ts';
import { pollKey } from './model.ts';
import { allPolls, type YouSaid } from './store.ts';
import { lastingTitle } from './views.ts';

/** COPY 11; the way to say more stands once, below them. */
const changedRows = (said: readonly YouSaid[]): readonly DigestRow[] =>
  said.map((each, at) => ({
    part: 'changed',
    text: saidText(each),
    ...(at === said.length - 1 ? { button: privateWordButton } : {}),
  }));

const A_WEEK = 7 * 86_400_000;

/** What is open, what has closed, and once, in the week before the meeting, what became of what people said. */
export async function digestRows(ctx: Context, reader: Reader, since: Date): Promise<readonly DigestRow[]> {
  const { tx, now } = ctx;
  if (!reader.segments.includes('members')) return [];
  const rows: DigestRow[] = [];
  for (const poll of await allPolls(tx)) {
    const fresh = poll.state === 'closed' && poll.closesAt >= since;
    if (poll.opensAt > now || (poll.state !== 'open' && !fresh)) continue;
    const { person } = reader;
    if (poll.subcommittee !== null && !(person && (await isVoter(ctx, poll, person)))) continue;
    const title = await lastingTitle(ctx, poll);
    if (poll.state === 'open')
      rows.push({
        part: 'open',
        text: rich`${title} · until ${time(poll.closesAt)}`,
        ask: pollKey(poll),
        ...(person ? { button: formButton('Answer', 'polls.ballot', { poll: poll.id }) } : {}),
      });
    else
      rows.push({
        part: 'done',
        text: rich`Closed: ${title}`,
        button: press('See the results', 'polls.results', { poll: poll.id }),
      });
  }
  const [next] = await upcoming(tx, now);
  if (next && next.startsAt.getTime() - now.getTime() < A_WEEK)
    rows.push(...changedRows(await shownSaid(ctx, next.id)));
  return rows;
}
