/** Kinds of cue that send nothing new by themselves: what they close or carry over must not stay open. */
export const SENDS_NOTHING: ReadonlySet<string> = new Set([
  'agenda.begin',
  'agenda.carry',
  'agenda.close',
  'briefs.end',
  'polls.close',
  'report-backs.end',
  'report-backs.line',
  'setup.watch',
]);
