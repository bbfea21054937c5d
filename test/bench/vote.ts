import { randomUUID } from 'node:crypto';
import type { Tx } from '../../src/db/types.ts';
import { insertPoll, insertQuestions } from '../../src/features/polls/store.ts';
import { choiceQuestion } from '../../src/features/polls/model.ts';
import { stored } from '../../src/guard/index.ts';
import type { PollId, TaskForceId } from '../../src/kernel/ids.ts';
import { messages } from '../../src/outbox/table.ts';
import { channels } from '../../src/features/roster/index.ts';
import { createSeal } from '../../src/seal.ts';
import { dialogValue } from '../support/teams/payloads.ts';
import { benchDoor } from './door.ts';
import { BENCH_KEY, idOf, TASK_FORCES } from './forty.ts';
import type { Shot } from './load.ts';
import { asRatio, type Measured } from './measure.ts';
import { inSlack, slackPerson, slackShot } from './slack.ts';
import { inTeams } from './teams.ts';

const POLL = 'p99' as PollId;
const OPTIONS = ['Monday', 'Tuesday', 'Wednesday'].map((each) => stored(each));
const WHAT = 'vote';
const SAVED = { ours: 'Saved: ', bare: 'Saved: ' };
const FIVE_DAYS = 5 * 86_400_000;

/** An open date poll with its post in the channel: votes are named, and each edits the post sooner or later. */
async function openPoll(tx: Tx, taskForce: TaskForceId): Promise<void> {
  const now = new Date();
  await insertPoll(tx, {
    taskForce,
    id: POLL,
    kind: 'date',
    title: stored('Which day?'),
    meeting: null,
    subcommittee: null,
    state: 'open',
    opensAt: now,
    closesAt: new Date(now.getTime() + FIVE_DAYS),
    openedBy: null,
    eligible: 30,
  });
  await insertQuestions(tx, { taskForce, poll: POLL }, [choiceQuestion(stored('Which day?'), OPTIONS, 1)]);
  const [channel] = await tx.select().from(channels);
  const { platform, tenant, place } = channel!;
  await tx.insert(messages).values({
    id: randomUUID(),
    taskForce,
    key: `poll:${POLL}`,
    platform,
    tenant,
    place,
    view: { name: 'polls.post', id: POLL },
    notBefore: now,
    createdAt: now,
  });
}

/** The ballot of each task force, signed as the server signs it. */
function ballots(): readonly string[] {
  const seal = createSeal([BENCH_KEY]);
  const form = { form: 'polls.ballot', title: '', fields: [], submit: '', context: { poll: POLL } };
  return Array.from({ length: TASK_FORCES }, (_, index) => seal.form(form, idOf(index)).context);
}

function slackVote(tokens: readonly string[], index: number): Shot {
  const { taskForce, team, user } = slackPerson(index);
  const choice = { type: 'radio_buttons', selected_option: { value: String(index % OPTIONS.length) } };
  const view = {
    id: `V${index}`,
    type: 'modal',
    callback_id: 'form',
    private_metadata: tokens[taskForce],
    blocks: [{ type: 'input', block_id: 'q1' }],
    hash: `${process.pid}.${index}.${Math.random()}`,
    state: { values: { q1: { q1: choice } } },
  };
  const payload = {
    type: 'view_submission',
    team: { id: team, domain: 'bench' },
    user: { id: user, team_id: team, name: 'bench' },
    api_app_id: 'A0BENCH',
    trigger_id: view.hash,
    view,
  };
  return slackShot({ payload: JSON.stringify(payload) });
}

/** CPU of a vote in a poll, from the form sent to the answer, on Slack and on Teams beside bare apps of their SDKs. */
export async function benchVote(): Promise<readonly Measured[]> {
  const tokens = ballots();
  const door = { what: WHAT, saved: SAVED, putBack: `delete from ballots where poll = '${POLL}'` };
  const slack = await inSlack(openPoll, (hall) =>
    benchDoor({ ...hall, ...door, make: (index) => slackVote(tokens, index) }),
  );
  const teams = await inTeams(openPoll, (hall) =>
    benchDoor({
      ...hall.door,
      ...door,
      make: (index) => {
        const taskForce = index % TASK_FORCES;
        const data = { convener: 'submit', t: tokens[taskForce], 'f.q1': String(index % OPTIONS.length) };
        const at = hall.scene(taskForce, index % 2 === 0 ? 'chair' : 'dana');
        return hall.shot(at, index, 'task/submit', dialogValue(data, {}));
      },
    }),
  );
  return [
    asRatio('slack-vote-cpu', { value: slack.cpu.ours, floor: slack.cpu.store }, 4),
    asRatio('teams-vote-cpu', { value: teams.cpu.ours, floor: teams.cpu.store }, 3),
  ];
}
