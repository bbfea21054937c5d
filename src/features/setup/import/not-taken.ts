import type { TaskForceFile } from './file.ts';
import { placesAt } from './places.ts';

/** Fields of sections that are taken, which have no home here yet. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  taskForce: ['county', 'values', 'recordsRetentionDays', 'platforms'],
  agencies: ['level', 'confidentialityRegimes', 'platform', 'mouStatus', 'note'],
  members: ['onboarding', 'paidPerHour', 'lowBandwidth', 'contactRules.noSurpriseMentions'],
  subcommittees: ['ownerDM', 'chatPolicy'],
  meetingSeries: ['agendaTimeline.minutesDueDaysAfter'],
  meetings: ['attendance', 'actualStart', 'actualEnd', 'note'],
  agendaItems: [
    'source',
    'outcome',
    'actualMinutes',
    'trainingId',
    'carriedTo',
    'carryCount',
    'decisionNote',
    'chatPolicy',
  ],
};

/** One sentence for each section that loses fields. */
export function fieldsNotTaken(file: TaskForceFile): readonly string[] {
  const emails = placesAt(file, 'members[].email');
  const told = Object.entries(FIELDS).flatMap(([section, fields]) => {
    const rows = section === 'taskForce' ? section : `${section}[]`;
    const present = fields.filter((field) => placesAt(file, `${rows}.${field}`).length > 0);
    return present.length > 0 ? [`${section} (${present.join(', ')}): not taken yet.`] : [];
  });
  return emails.length > 0
    ? [`E-mail addresses: kept only to suggest whose a new account is (${emails.length}).`, ...told]
    : told;
}

/** One sentence for each section whose feature does not exist yet. */
export function sectionsNotTaken(file: TaskForceFile): readonly string[] {
  const { sectors, mous, trainings } = file;
  const sections: [string, number][] = [
    ['sectors', sectors.length],
    ['mous', mous.length],
    ['trainings', trainings.length],
  ];
  return sections.filter(([, rows]) => rows > 0).map(([name, rows]) => `${name}: not taken yet (${rows}).`);
}
