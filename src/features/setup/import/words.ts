import type { Role, Segment } from '../../../kernel/access.ts';
import type { TaskForceFile } from './file.ts';

// The file's words, and ours for them.

type Member = TaskForceFile['members'][number];
type Item = TaskForceFile['agendaItems'][number];

/** Who leads a subcommittee is said by `subcommittees`, so the roles for that say no more than member. */
export const ROLE: Readonly<Record<Member['roles'][number], Exclude<Role, 'lead'>>> = {
  facilitator: 'facilitator',
  coordinator: 'facilitator',
  admin: 'facilitator',
  'co-chair': 'co-chair',
  member: 'member',
  'subcommittee-chair': 'member',
  'subcommittee-vice-chair': 'member',
  lead: 'member',
  advisor: 'member',
  executive: 'executive',
  guest: 'guest',
  'guest-open-segment': 'guest',
  'records-officer': 'records-officer',
  auditor: 'records-officer',
};

export const PLATFORM: Readonly<Record<Member['platform'], 'web' | 'slack' | 'teams'>> = {
  web: 'web',
  // Until mail exists, the web serves who has neither Slack nor Teams.
  email: 'web',
  slack: 'slack',
  'slack-guest': 'slack',
  teams: 'teams',
  'teams-guest': 'teams',
};

export const STATUS: Readonly<Record<Member['status'], 'active' | 'left'>> = {
  active: 'active',
  onboarding: 'active',
  left: 'left',
  departed: 'left',
};

export const SEGMENT: Readonly<Record<Item['segment'], Segment>> = {
  open: 'open',
  members: 'members',
  closed: 'closed',
  case: 'closed',
};

export const MEETING_STATE: Readonly<
  Record<TaskForceFile['meetings'][number]['state'], 'scheduled' | 'closed'>
> = { scheduled: 'scheduled', 'solicitation-open': 'scheduled', closed: 'closed' };

export type ItemKind = Exclude<Item['kind'], 'ritual' | 'report-back'>;

const KIND: Readonly<Record<Item['kind'], ItemKind>> = {
  standing: 'standing',
  ritual: 'standing',
  report: 'report',
  'report-back': 'report',
  training: 'training',
  discussion: 'discussion',
  decision: 'decision',
  information: 'information',
  closed: 'closed',
};

/** What every meeting has comes from a template; the closed part stays what it is. */
export const kindOf = ({ kind, source }: Item): ItemKind =>
  source === 'template' && kind !== 'closed' ? 'standing' : KIND[kind];

export const ITEM_STATE: Readonly<Record<Item['status'], 'proposed' | 'accepted' | 'done' | 'carried'>> = {
  proposed: 'proposed',
  accepted: 'accepted',
  done: 'done',
  'carried-over': 'carried',
  carried: 'carried',
};
