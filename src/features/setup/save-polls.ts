import type { Tx } from '../../db/types.ts';
import type { MeetingId, MemberId, PollId, TaskForceId } from '../../kernel/ids.ts';
import { attendance } from '../meetings/index.ts';
import { ballots, insertAnswers, insertQuestions, insertSaid, polls, shuffled } from '../polls/index.ts';
import type { ImportedTaskForce } from './import/index.ts';

const MINUTE = 60_000;
const WEEK = 7 * 86_400_000;

/** When it opened and closes, where the file says nothing of it: one that has closed, before now; any other, in a week. */
function windowOf(
  { state, opensAt, closesAt }: ImportedTaskForce['polls'][number],
  now: Date,
): { readonly opensAt: Date; readonly closesAt: Date } {
  const closes =
    closesAt ??
    (state === 'closed' ? now : new Date(Math.max(now.getTime(), opensAt?.getTime() ?? 0) + WEEK));
  const opens = opensAt ?? new Date(Math.min(now.getTime(), closes.getTime()) - MINUTE);
  return { opensAt: opens, closesAt: closes > opens ? closes : new Date(opens.getTime() + MINUTE) };
}

/** Polls, who said they come, and what became of what people said. */
export async function savePolls(
  tx: Tx,
  taskForce: TaskForceId,
  file: ImportedTaskForce,
  now: Date,
): Promise<void> {
  for (const row of file.polls) {
    const { id, kind, title, subcommittee, state, eligible } = row;
    const poll = id as PollId;
    await tx.insert(polls).values({
      taskForce,
      id: poll,
      kind,
      title,
      meeting: row.meeting as MeetingId | null,
      subcommittee,
      state,
      ...windowOf(row, now),
      openedBy: null,
      eligible,
    });
    await insertQuestions(tx, { taskForce, poll }, row.questions);
    await insertAnswers(tx, { taskForce, poll }, shuffled(row.answers));
    if (row.ballots.length > 0)
      await tx.insert(ballots).values(
        row.ballots.map(({ member, choices }) => ({
          taskForce,
          poll,
          member: member as MemberId,
          choices,
        })),
      );
  }
  if (file.attendance.length > 0)
    await tx.insert(attendance).values(
      file.attendance.map(({ meeting, member, answer }) => ({
        taskForce,
        meeting: meeting as MeetingId,
        member: member as MemberId,
        answer,
      })),
    );
  await insertSaid(
    tx,
    file.youSaid.map((row) => ({ taskForce, ...row, meeting: row.meeting as MeetingId, because: null })),
  );
}
