import { SEGMENTS, type Segment } from '../../../kernel/access.ts';
import {
  formButton,
  list,
  note,
  type Card,
  type Field,
  type Form,
  type FormValues,
  type ListRow,
} from '../../../kernel/card.ts';
import { bold, rich, sentences, typed, type Rich } from '../../../kernel/rich.ts';
import type { AgencyContact } from '../../roster/index.ts';
import { listed } from '../../../kernel/listed.ts';

export const AGENCY_FORM = 'setup.agency';
export const MOST_NAME = 120;
/** The choice that names nobody. */
export const NOBODY = 'nobody';
/** Slack shows at most 100 choices. */
const MOST_CHOICES = 99;

const PARTS: Readonly<Record<Segment, string>> = {
  open: 'The open part',
  members: "The members' part",
  closed: 'The closed part',
};

const askedOf = ({ named, people }: AgencyContact): Rich => {
  if (named) return rich`We ask ${named.name}.`;
  const [first] = people;
  if (!first) return rich`Nobody here can be asked.`;
  return people.length === 1
    ? rich`We ask ${first.name}.`
    : rich`We ask ${first.name}, who is here the longest.`;
};

const partsOf = (segments: readonly Segment[]): string =>
  listed(segments.map((segment) => PARTS[segment].replace('The ', 'the ')));

/** Who is asked for each agency before a meeting, and what it may read. */
export function agenciesCard(agencies: readonly AgencyContact[], mayChange: boolean): Card {
  const row = (agency: AgencyContact): ListRow => ({
    label: '',
    text: [bold(agency.name)],
    detail: sentences(askedOf(agency), mayChange && rich`May read ${partsOf(agency.segments)}.`),
    ...(mayChange ? { buttons: [formButton('Change', AGENCY_FORM, { agency: agency.id })] } : {}),
  });
  return {
    title: rich`Agencies`,
    notice: 'Agencies',
    blocks: [
      list(agencies.map(row)),
      note(
        rich`Before a meeting with room we ask one person of each agency for a topic, once.${mayChange ? rich` ${typed('agency contact NAME')} names someone for their own.` : ''}`,
      ),
    ],
  };
}

/** `parts`: only a facilitator decides what an agency may read. */
export function agencyForm(agency: AgencyContact, parts: boolean, values?: FormValues): Form {
  const options = [
    { value: NOBODY, label: 'Nobody named: who is here the longest' },
    ...agency.people
      .slice(0, MOST_CHOICES)
      .map(({ member, name }) => ({ value: member, label: name.slice(0, 75) })),
  ];
  const segments: Field = {
    kind: 'choice',
    name: 'segments',
    label: 'Its people may read',
    hint: 'A guest reads the open part only, whatever stands here.',
    options: SEGMENTS.map((value) => ({ value, label: PARTS[value] })),
    many: true,
    required: true,
  };
  return {
    form: AGENCY_FORM,
    title: 'An agency',
    fields: [
      { kind: 'text', name: 'name', label: 'Name', max: MOST_NAME, required: true },
      {
        kind: 'choice',
        name: 'contact',
        label: 'Whom we ask for it',
        hint: 'Before a meeting with room, for a topic. Who is away then is not asked.',
        options,
        required: true,
      },
      ...(parts ? [segments] : []),
    ],
    submit: 'Save',
    context: { agency: agency.id },
    values: values ?? {
      name: agency.name,
      contact: agency.named?.member ?? NOBODY,
      segments: agency.segments,
    },
  };
}
