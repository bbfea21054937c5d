import type { Context } from '../../db/context.ts';
import { loadTaskForce } from '../../db/task-force.ts';
import type { Tx } from '../../db/types.ts';
import { stored } from '../../guard/index.ts';
import { errorsByField } from '../../kernel/field-errors.ts';
import { SEGMENTS } from '../../kernel/access.ts';
import { buttons, press, text, type FormValues } from '../../kernel/card.ts';
import type { MemberId, TaskForceId } from '../../kernel/ids.ts';
import {
  AGAIN,
  changed,
  formReply,
  refused,
  type FieldErrors,
  type Outcome,
  type Reply,
} from '../../kernel/outcome.ts';
import type { Audience, Place, Profile } from '../../kernel/platform.ts';
import { bold, rich, time, type Rich } from '../../kernel/rich.ts';
import { instantAt, isTimeZone, localDateOf } from '../../schedule/recurrence.ts';
import { closeBy } from '../agenda/index.ts';
import { DEFAULT_TIMELINE, extendSeries } from '../meetings/index.ts';
import { accounts, channels, nameOf } from '../roster/index.ts';
import { firstValues, foundingForm, foundingValues, type FoundingValues } from './founding-form.ts';
import type { ImportedMember, ImportedTaskForce } from './import/index.ts';
import { ruleFor } from './rule-for.ts';
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

interface Founded {
  readonly begin: (tx: Tx) => Promise<Reply | undefined>;
  readonly run: (ctx: Context) => Promise<{ outcome: Outcome; actor: string; zone: string }>;
}

const FOUNDER = 'm1';
const SECOND = 'm2';

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
      ...pastErrors(said),
      ...(parsed.success ? {} : errorsByField(parsed.error)),
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
        const { date, time: at, zone } = parsed.data;
        // Topics can be typed at once: the first meeting does not wait for the planner's next look.
        await extendSeries(ctx.tx, ctx.now, new Date(instantAt(date, at, zone).getTime() + 1));
        return { outcome: begun(ctx, file, channelText(founder), await closeBy(ctx)), actor: FOUNDER, zone };
      },
    };
  },
};

const when = foundingValues.pick({ date: true, time: true, zone: true });

/** Also while another field is wrong: all errors come in one round. Without a place, a day that is past everywhere. */
function pastErrors({ values, now }: Said): FieldErrors {
  const parsed = when.safeParse(values);
  const day = when.shape.date.safeParse(values['date']);
  const past = parsed.success
    ? instantAt(parsed.data.date, parsed.data.time, parsed.data.zone) <= now
    : day.success && day.data < localDateOf(now, 'Etc/GMT+12');
  return past ? { date: 'That is past. When is the next meeting?' } : {};
}

function secondErrors({ account }: Founder, { second }: Said): FieldErrors {
  if (!second) return { second: 'Please choose someone of this workspace.' };
  if (second.account === account) return { second: 'Someone else, please: for when you are away.' };
  return second.profile.full
    ? {}
    : { second: 'Please choose a full member of this workspace, no guest or app.' };
}

function fileOf(
  { at, profile }: Founder,
  second: Profile,
  { taskForce, now }: Said,
  said: FoundingValues,
): ImportedTaskForce {
  const joined = localDateOf(now, said.zone);
  const person = (id: string, who: Profile, role: 'facilitator' | 'co-chair'): ImportedMember => ({
    id,
    name: nameOf(who),
    title: stored(''),
    agency: 'a1',
    roles: [role],
    zone: who.zone && isTimeZone(who.zone) ? who.zone : said.zone,
    platform: at.platform === 'teams' ? 'teams' : 'slack',
    status: 'active',
    joined,
    left: null,
    hours: null,
    introduceAs: null,
    email: who.email ?? null,
    helloSent: false,
  });
  const { name, neutralName, zone, phone: contactPhone, publicBody } = said;
  return {
    taskForce: {
      id: taskForce,
      name,
      neutralName,
      zone,
      mission: stored(''),
      contactPhone,
      publicBody,
      formed: joined,
    },
    agencies: [{ id: 'a1', name: said.agency, sector: '', segments: SEGMENTS }],
    members: [person(FOUNDER, profile, 'facilitator'), person(SECOND, second, 'co-chair')],
    subcommittees: [],
    series: [
      {
        id: 'meeting',
        name: stored('Meeting'),
        rrule: ruleFor(said.repeats, said.date),
        dtstart: `${said.date}T${said.time}:00`,
        zone,
        durationMinutes: said.minutes,
        facilitators: [FOUNDER],
        noteTakers: [],
        timeline: DEFAULT_TIMELINE,
      },
    ],
    meetings: [],
    items: [],
    holidays: [],
    promises: [],
    acknowledgements: [],
    goals: [],
    tasks: [],
    reports: [],
    leaves: [],
    polls: [],
    attendance: [],
    youSaid: [],
    rules: {},
    demoNow: null,
  };
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

/** What was set up, and the one step that is left. */
function begun(
  ctx: Context,
  { series, members, taskForce }: ImportedTaskForce,
  channel: Rich | undefined,
  close: Rich | undefined,
): Outcome {
  const [first] = series;
  const [, second] = members;
  const startsAt = instantAt(first!.dtstart.slice(0, 10), first!.dtstart.slice(11, 16), taskForce.zone);
  return changed({
    reply: {
      kind: 'card',
      card: {
        title: rich`${taskForce.neutralName} is set up`,
        notice: 'Set up',
        blocks: [
          ...(channel ? [text(channel)] : []),
          text(
            rich`First meeting: ${time(startsAt)}. ${second!.name} can act for you. People in this channel are not on the roster yet: once you start, I ask you who they are.`,
          ),
          text(
            rich`Nothing goes out until you start. Then everyone gets a hello first, and topics are asked for ${first!.timeline.callDaysBefore} days before each meeting.`,
          ),
          ...(close ? [text(close)] : []),
          buttons(press('Start Convener', 'setup.start', {}, 'main')),
        ],
      },
    },
    changes: [{ action: 'set up', subject: ctx.taskForce.id }],
    replan: true,
  });
}
