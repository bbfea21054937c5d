import type { Context } from '../../db/context.ts';
import { loadTaskForce } from '../../db/task-force.ts';
import type { Tx } from '../../db/types.ts';
import type { FormValues } from '../../kernel/card.ts';
import type { MemberId, TaskForceId } from '../../kernel/ids.ts';
import {
  AGAIN,
  formReply,
  refused,
  type FieldErrors,
  type Outcome,
  type Reply,
} from '../../kernel/outcome.ts';
import type { Audience, Place, Profile } from '../../kernel/platform.ts';
import { bold, rich, type Rich } from '../../kernel/rich.ts';
import { isTimeZone } from '../../schedule/recurrence.ts';
import { closeBy } from '../agenda/index.ts';
import { accounts, channels, nameOf } from '../roster/index.ts';
import { begun, firstMeeting } from './begun.ts';
import { foundingErrors } from './founding-errors.ts';
import { FOUNDER, SECOND, foundedFile } from './founding-file.ts';
import { firstValues, foundingForm, foundingValues, type FoundingValues } from './founding-form.ts';
import type { ImportedTaskForce } from './import/index.ts';
import { saveImport } from './save-import.ts';

/** Who sets a task force up, and in which channel. */
export interface Founder {
  readonly at: Place;
  readonly account: string;
  readonly profile: Profile;
  /** What Convener sees of the channel; undefined when the platform did not answer. */
  readonly audience?: Audience | undefined;
}

interface Said {
  readonly taskForce: TaskForceId;
  readonly values: FormValues;
  readonly second: { readonly account: string; readonly profile: Profile } | undefined;
  readonly now: Date;
}

export interface Founded {
  readonly begin: (tx: Tx) => Promise<Reply | undefined>;
  readonly run: (ctx: Context) => Promise<{ outcome: Outcome; actor: string; zone: string }>;
}

/** `setup`: a task force begins in a chat channel. Nothing is sent before Start. */
export const founding = {
  /** The field that names the second person, as a platform account. */
  second: 'second',

  open: ({ at, profile }: Founder): Reply =>
    formReply(
      foundingForm(at, firstValues(profile.zone && isTimeZone(profile.zone) ? profile.zone : undefined)),
    ),

  /** The task force that was asked for, ready to be written; or the form again, with errors by field. */
  submit(founder: Founder, said: Said): Founded | { readonly reply: Reply } {
    const parsed = foundingValues.safeParse(said.values);
    const errors = {
      ...foundingErrors(said.values, parsed, said.now),
      ...secondErrors(founder, said),
    };
    if (!parsed.success || !said.second || Object.keys(errors).length > 0) {
      const form = foundingForm(founder.at, said.values);
      return { reply: { kind: 'invalid', form, errors, values: said.values } };
    }
    const second = { ...said.second };
    const file = fileOf(founder, second.profile, said, parsed.data);
    return {
      begin: (tx) => begin(tx, file, { founder, second: second.account, said }),
      run: async (ctx) => {
        const { zone } = parsed.data;
        await firstMeeting(ctx, parsed.data);
        return { outcome: begun(ctx, file, await closeBy(ctx), channelText(founder)), actor: FOUNDER, zone };
      },
    };
  },
};

function secondErrors({ account }: Founder, { second }: Said): FieldErrors {
  if (!second) return { second: 'Please choose someone of this workspace.' };
  if (second.account === account) return { second: 'Someone else, please: for when you are away.' };
  return second.profile.full
    ? {}
    : { second: 'Please choose a full member of this workspace, no guest or app.' };
}

const personOf = (who: Profile, platform: string) => ({
  name: nameOf(who),
  agency: 'a1',
  zone: who.zone && isTimeZone(who.zone) ? who.zone : undefined,
  platform: platform === 'teams' ? ('teams' as const) : ('slack' as const),
  email: who.email ?? null,
});

function fileOf(
  { at, profile }: Founder,
  second: Profile,
  { taskForce, now }: Said,
  said: FoundingValues,
): ImportedTaskForce {
  return foundedFile(said, {
    id: taskForce,
    now,
    agencies: [{ id: 'a1', name: said.agency }],
    people: [personOf(profile, at.platform), personOf(second, at.platform)],
  });
}

/** Also where someone else's form for the same channel came first. */
export const TAKEN: Reply = refused('not-now', rich`This channel belongs to a task force already.`);

async function begin(
  tx: Tx,
  file: ImportedTaskForce,
  { founder, second, said }: { founder: Founder; second: string; said: Said },
): Promise<Reply | undefined> {
  if (await loadTaskForce(tx, said.taskForce)) return AGAIN;
  // The channel first: of two who set one up at once, the second has written nothing yet.
  const claimed = await tx
    .insert(channels)
    .values({ ...founder.at, taskForce: said.taskForce })
    .onConflictDoNothing()
    .returning({ taskForce: channels.taskForce });
  if (claimed.length === 0) return TAKEN;
  if ((await saveImport(tx, file, said.now)) === 'exists') return AGAIN;
  const { platform, tenant } = founder.at;
  const account = (id: string, member: string) => ({
    platform,
    tenant,
    account: id,
    taskForce: said.taskForce,
    member: member as MemberId,
  });
  await tx.insert(accounts).values([account(founder.account, FOUNDER), account(second, SECOND)]);
  return undefined;
}

/** What keeps the channel from showing the agenda, and what to do about it. */
function channelText({ at, audience }: Founder): Rich | undefined {
  if (audience?.state !== 'unsure') return undefined;
  switch (audience.why) {
    case 'hidden':
      return at.platform === 'slack'
        ? rich`One step first: type ${bold('/invite @convener')} here. Until then I cannot post in this channel.`
        : rich`One step first: add Convener to this channel. Until then I cannot post here.`;
    case 'public':
      return rich`This channel is public: anyone in the workspace can open it. So it shows no titles, only "open your copy". Make it private to show the agenda here.`;
    case 'shared':
      return rich`This channel is shared with another organisation, where it may be open to everyone. So it shows no titles, only "open your copy". A channel of one organisation alone can show the agenda.`;
    case 'pending':
      return rich`People from another organisation are invited to this channel. Until it is known who they are, it shows no titles, only "open your copy".`;
    default:
      return audience.why satisfies never;
  }
}
