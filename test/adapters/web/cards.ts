import type { SealedCard, SealedForm } from '../../../src/kernel/card.ts';
import { bold, plain, rich, time } from '../../../src/kernel/rich.ts';

export const MEETING_AT = new Date('2027-02-10T15:00:00Z');
export const MEETING_END = new Date('2027-02-10T16:30:00Z');

/** An agenda as a chair sees it: rows with what can be done to each. */
export const AGENDA: SealedCard = {
  title: rich`Agenda, ${time(MEETING_AT, 'moment', MEETING_END)}`,
  notice: 'Agenda updated',
  blocks: [
    { kind: 'text', text: rich`County Annex, Room 2B.` },
    {
      kind: 'list',
      heading: rich`Members' part, 10:32`,
      rows: [
        {
          label: 'M1',
          text: rich`Transport gap`,
          detail: rich`15 min`,
          buttons: [
            { kind: 'press', label: 'Accept', action: 'agenda.accept', value: 'token-accept-m1' },
            { kind: 'form', label: 'Edit', form: 'agenda.item', value: 'token-edit-m1', tone: 'quiet' },
          ],
        },
        { label: 'M2', text: rich`Training plan` },
      ],
    },
    {
      kind: 'buttons',
      buttons: [
        {
          kind: 'press',
          label: 'I will be there',
          action: 'meetings.answer',
          value: 'token-yes',
          tone: 'main',
        },
        { kind: 'link', label: 'Print', url: 'http://convener.example/agenda?meeting=mtg-1&print=1' },
      ],
    },
  ],
};

export const CALL: SealedCard = {
  title: rich`What should we talk about on ${time(MEETING_AT, 'date')}?`,
  notice: 'Topics welcome for the next meeting',
  blocks: [
    { kind: 'text', text: rich`One line is enough.` },
    {
      kind: 'buttons',
      buttons: [
        { kind: 'form', label: 'Add a topic', form: 'agenda.item', value: 'token-add', tone: 'main' },
        { kind: 'press', label: 'Case discussion', action: 'agenda.case', value: 'token-case' },
      ],
    },
  ],
};

export const GUARD: SealedCard = {
  title: rich`Not saved: this may point to a person`,
  notice: 'Not saved',
  blocks: [
    { kind: 'text', text: [plain('The marked words look like '), bold('a birth date'), plain('.')] },
    {
      kind: 'buttons',
      buttons: [{ kind: 'press', label: 'Hold time for a case', action: 'agenda.case', value: 'token-case' }],
    },
  ],
};

export const TOPIC: SealedForm = {
  form: 'agenda.item',
  title: 'Add a topic',
  submit: 'Add the topic',
  context: 'token-context',
  fields: [
    { kind: 'text', name: 'title', label: 'Your topic', hint: 'One line.', required: true, max: 140 },
    { kind: 'number', name: 'minutes', label: 'Minutes', min: 1, max: 120 },
    {
      kind: 'choice',
      name: 'tags',
      label: 'Who should be there?',
      many: true,
      options: [
        { value: 'schools', label: 'Schools' },
        { value: 'courts', label: 'Courts' },
      ],
    },
  ],
};
