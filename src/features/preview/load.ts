import type { ActorContext, Context } from '../../db/context.ts';
import type { MemberId } from '../../kernel/ids.ts';
import type { Place } from '../../kernel/platform.ts';
import { people, placeNames, platformName } from '../roster/index.ts';
import { DAYS_AHEAD, type Line } from './model.ts';

const DAY = 86_400_000;

export const untilOf = (now: Date): Date => new Date(now.getTime() + DAYS_AHEAD * DAY);

async function namesOf(ctx: Context, places: readonly Place[]): Promise<ReadonlyMap<string, string>> {
  const each = [...new Map(places.map((place) => [JSON.stringify(place), place])).entries()];
  const named = await placeNames(
    ctx.tx,
    each.map(([, place]) => place),
  );
  return new Map(each.map(([key], at) => [key, named[at] ?? '']));
}

/** "Dana Whitlock on Slack", in its two parts. */
function whereOf(named: string, door: string): Pick<Line, 'where' | 'door'> {
  const end = ` on ${door}`;
  return { where: named.endsWith(end) ? named.slice(0, -end.length) : named, door };
}

/** What will go out in the next days: to everyone, or to one person alone. */
export async function linesFor(ctx: ActorContext, whose?: MemberId): Promise<readonly Line[]> {
  const coming = (await ctx.others.coming(untilOf(ctx.now))).filter(
    ({ member }) => whose === undefined || member === whose,
  );
  const zones = new Map((await people(ctx.tx)).map((person) => [person.member, person.zone]));
  const places = coming.map(({ place: { platform, tenant, place } }) => ({ platform, tenant, place }));
  const names = await namesOf(ctx, places);
  return coming.map(({ at, member, view, asks }, index) => ({
    at,
    ...(member ? { member } : {}),
    zone: (member && zones.get(member)) ?? ctx.taskForce.zone,
    ...whereOf(names.get(JSON.stringify(places[index])) ?? '', platformName(places[index]!.platform)),
    view: view.name,
    asks: asks.map((ask) => ask.name),
  }));
}
