import type { Context, Feature, View } from './db/context.ts';
import type { AgendaLines, Coming, DigestRow, Others } from './kernel/feature.ts';

/** What each feature offers the others, asked of all in the order of `features`. */
export function createOthers(
  features: readonly Feature[],
  views: ReadonlyMap<string, View>,
  coming: (ctx: Context, until: Date) => Promise<readonly Coming[]>,
): (ctx: Context) => Others {
  return (ctx) => ({
    coming: (until) => coming(ctx, until),
    view(ref, reader) {
      const view = views.get(ref.name);
      if (!view) throw new Error(`no view ${ref.name}`);
      return view(ctx, ref.id, reader);
    },
    async agendaLines(meeting, reader) {
      const lines: AgendaLines[] = [];
      for (const { agendaLines } of features)
        if (agendaLines) lines.push(await agendaLines(ctx, meeting, reader));
      return {
        top: lines.flatMap(({ top }) => top),
        tasks: new Map(lines.flatMap(({ tasks }) => [...tasks])),
      };
    },
    async channelPosts() {
      const posts: Date[] = [];
      for (const feature of features) posts.push(...((await feature.channelPosts?.(ctx)) ?? []));
      return posts;
    },
    async digestRows(reader, since, at = ctx.now) {
      const then = { ...ctx, now: at };
      const rows: DigestRow[] = [];
      for (const { digestRows } of features)
        if (digestRows) rows.push(...(await digestRows(then, reader, since)));
      return rows;
    },
  });
}
