import type { MemberId } from './ids.ts';

export type Role = 'facilitator' | 'co-chair' | 'lead' | 'member' | 'executive' | 'guest' | 'records-officer';
export const ROLES: readonly Role[] = [
  'facilitator',
  'co-chair',
  'lead',
  'member',
  'executive',
  'guest',
  'records-officer',
];

/** Roles as people say them. */
export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  facilitator: 'facilitator',
  'co-chair': 'co-chair',
  lead: 'subcommittee lead',
  member: 'member',
  executive: 'agency executive',
  guest: 'guest of the open part',
  'records-officer': 'records officer',
};

export type Segment = 'open' | 'members' | 'closed';
export const SEGMENTS: readonly Segment[] = ['open', 'members', 'closed'];

/** What a cell of the table says; a blank cell refuses. `own` and the worded ones are checked by the use-case. */
export type Grant =
  | 'yes'
  | 'own'
  | 'own agency'
  | 'own row'
  | 'open'
  | 'open, as a suggestion'
  | 'read'
  | 'setting'
  | 'feedback on meetings attended'
  | '2'
  | '2, after 14 days without an active F';

type Row = Partial<Readonly<Record<Role, Grant>>>;

const all = (grant: Grant): Row => Object.fromEntries(ROLES.map((role) => [role, grant]));
const chairs: Row = { facilitator: 'yes', 'co-chair': 'yes' };

/**
 * Who may do what, per task force: the product's table, and the only one. The README's copy is generated from it.
 * An action that is not here, or a role without a cell, is refused.
 */
export const ACCESS = {
  propose: {
    says: 'propose an agenda item',
    grants: { ...chairs, lead: 'yes', member: 'yes', executive: 'yes', guest: 'open, as a suggestion' },
  },
  'edit own item': {
    says: 'edit, withdraw own item before lock',
    grants: { ...chairs, lead: 'own', member: 'own', executive: 'own', guest: 'own' },
  },
  'run agenda': { says: "accept, edit others', reorder, lock, hold, publish", grants: chairs },
  'override guard': {
    says: 'override a guard hit (overridable kinds only; reason; audited by kind)',
    grants: chairs,
  },
  hide: { says: 'hide a text that may identify someone', grants: all('yes') },
  'read agenda': {
    says: 'read the agenda (within what each may read)',
    grants: {
      ...chairs,
      lead: 'yes',
      member: 'yes',
      executive: 'yes',
      guest: 'open',
      'records-officer': 'open',
    },
  },
  'run meetings': {
    says: 'schedule, move, cancel, start, end a meeting; pause, start Convener',
    grants: chairs,
  },
  'enter for someone': { says: 'enter for someone else (recorded)', grants: chairs },
  'run subcommittees': { says: 'create a subcommittee, name its lead', grants: chairs },
  'assign task': { says: 'assign a task', grants: { ...chairs, lead: 'own' } },
  'file report': {
    says: 'file a report-back, finish a task',
    grants: { ...chairs, lead: 'own', member: 'own' },
  },
  'run polls': { says: 'open or close a poll', grants: { ...chairs, lead: 'own' } },
  vote: {
    says: 'vote',
    grants: {
      ...chairs,
      lead: 'yes',
      member: 'yes',
      executive: 'setting',
      guest: 'feedback on meetings attended',
    },
  },
  'see results': {
    says: 'see results (closed, five or more)',
    grants: { ...chairs, lead: 'yes', member: 'yes', executive: 'yes' },
  },
  'see a ballot': { says: 'see a single ballot', grants: {} },
  acknowledge: { says: 'acknowledge confidentiality', grants: all('own') },
  'see acknowledgements': {
    says: 'see acknowledgements by name',
    grants: { ...chairs, member: 'own', executive: 'own agency' },
  },
  'edit confidentiality': {
    says: "edit the confidentiality text; set an agency's segments",
    grants: { facilitator: 'yes', 'co-chair': '2' },
  },
  'see preview': {
    says: 'see the whole preview, missed, undelivered',
    grants: { ...chairs, lead: 'own', member: 'own', executive: 'own', guest: 'own' },
  },
  'own profile': { says: 'own profile, hours, leave, platform, less mail; own data', grants: all('own') },
  'see roster': {
    says: 'see the roster (names, agencies, roles)',
    grants: {
      ...chairs,
      lead: 'yes',
      member: 'yes',
      executive: 'yes',
      guest: 'own row',
      'records-officer': 'yes',
    },
  },
  'see action plan': {
    says: 'see the action plan',
    grants: { ...chairs, lead: 'yes', member: 'yes', executive: 'yes' },
  },
  minutes: {
    says: 'minutes: write (note-taker), approve',
    grants: { ...chairs, lead: 'own', member: 'own' },
  },
  mou: { says: 'MOU: record, send, record a clause concern', grants: { ...chairs, executive: 'own agency' } },
  'run roster': { says: 'add or remove members, match people', grants: chairs },
  'change roles': {
    says: 'change roles',
    grants: { facilitator: 'yes', 'co-chair': '2, after 14 days without an active F' },
  },
  export: {
    says: 'export the task force',
    grants: { facilitator: 'yes', 'co-chair': '2', 'records-officer': 'yes' },
  },
  'set hold': { says: 'set a legal hold', grants: { ...chairs, 'records-officer': 'yes' } },
  'release hold': {
    says: 'release a legal hold; purge; archive the task force',
    grants: { facilitator: '2', 'co-chair': '2', 'records-officer': '2' },
  },
  retention: {
    says: 'set retention; read and verify the audit',
    grants: { facilitator: 'yes', 'co-chair': 'read', 'records-officer': 'yes' },
  },
  'link places': { says: 'link a platform or channel', grants: { facilitator: 'yes' } },
} as const satisfies Readonly<Record<string, { says: string; grants: Row }>>;

export type Action = keyof typeof ACCESS;

// The most a person's roles allow wins; the order matters only between grants that one person can hold together.
const STRENGTH: readonly Grant[] = [
  'yes',
  'read',
  '2',
  '2, after 14 days without an active F',
  'own agency',
  'own',
  'own row',
  'open',
  'open, as a suggestion',
  'setting',
  'feedback on meetings attended',
];

/** The strongest grant these roles give for the action, or undefined: refused. */
export function grantOf(action: Action, roles: readonly Role[]): Grant | undefined {
  const row: Row = ACCESS[action].grants;
  const grants = roles.map((role) => row[role]).filter((grant) => grant !== undefined);
  return STRENGTH.find((grant) => grants.includes(grant));
}

/** Facilitators and co-chairs together. */
export const isChair = (roles: readonly Role[]): boolean =>
  roles.includes('facilitator') || roles.includes('co-chair');

/** Roles whose personal web link must be fresh: they can read or change most. */
export const isPowerful = (roles: readonly Role[]): boolean =>
  isChair(roles) || roles.includes('records-officer');

const ROLE_SEGMENTS: Readonly<Record<Role, readonly Segment[]>> = {
  facilitator: SEGMENTS,
  'co-chair': SEGMENTS,
  lead: SEGMENTS,
  member: SEGMENTS,
  executive: SEGMENTS,
  guest: ['open'],
  'records-officer': ['open'],
};

/** What a person may read: what BOTH a role of theirs and their agency allow (product rule 3). */
export function segmentsOf(roles: readonly Role[], agency: readonly Segment[]): readonly Segment[] {
  return SEGMENTS.filter(
    (segment) => agency.includes(segment) && roles.some((role) => ROLE_SEGMENTS[role].includes(segment)),
  );
}

/** Who acts or reads, as the roster says at this very request. */
export interface Person {
  readonly member: MemberId;
  readonly name: string;
  readonly agencyName: string;
  readonly roles: readonly Role[];
  readonly segments: readonly Segment[];
  readonly zone: string;
}

/** For whom something is rendered: a person, or everyone who can read a place. */
export interface Reader {
  /** Absent for a place. */
  readonly person?: Person;
  readonly segments: readonly Segment[];
  readonly zone: string;
  /** Where it is read, once that is known: as it is delivered. */
  readonly platform?: string;
}

export const readerOf = (person: Person): Reader => ({
  person,
  segments: person.segments,
  zone: person.zone,
});
