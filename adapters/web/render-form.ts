import { html } from 'hono/html';
import { grantOf, type Person } from '../../src/kernel/access.ts';
import { typedIn, type Field, type FormValues, type Option, type SealedForm } from '../../src/kernel/card.ts';
import type { FieldErrors } from '../../src/kernel/outcome.ts';
import { scaleOptions } from '../../src/kernel/options.ts';
import { RADIO_OPTIONS } from './limits.ts';
import { fieldName } from './receive.ts';
import { hiddenInputs, inPlace, renderRich, type Drawing, type Html } from './render.ts';

/** A form as it stands: what was typed, and what is asked to be changed. */
export interface FormState {
  readonly values: FormValues;
  readonly errors: FieldErrors;
  /** Whom a field for a person offers. */
  readonly people: readonly Option[];
  /** The focus goes to what needs a change, unless something before the form has it. */
  readonly focus: boolean;
}

/** Whom this reader may choose from: no more than the roster shows them. */
export function peopleFor(reader: Person, people: readonly Person[]): readonly Option[] {
  const all = grantOf('see roster', reader.roles) === 'yes';
  return people
    .filter((person) => all || person.member === reader.member)
    .map((person) => ({ value: person.member, label: `${person.name}, ${person.agencyName}` }));
}

interface Drawn {
  readonly id: string;
  readonly name: string;
  readonly typed: readonly string[];
  readonly problem: string | undefined;
  readonly describedBy: string;
}

const isMany = (field: Field): boolean => field.kind === 'choice' && field.many === true;

const idOf = (index: number): string => `field-${index + 1}`;

function drawn(field: Field, index: number, { values, errors }: FormState): Drawn {
  const id = idOf(index);
  const problem = Object.hasOwn(errors, field.name) ? errors[field.name] : undefined;
  const describedBy = [field.hint ? `${id}-hint` : '', problem ? `${id}-problem` : '']
    .filter(Boolean)
    .join(' ');
  return {
    id,
    name: fieldName(field.name, isMany(field)),
    typed: typedIn(values, field.name),
    problem,
    describedBy,
  };
}

const described = ({ describedBy, problem }: Drawn): Html =>
  html`${describedBy ? html` aria-describedby="${describedBy}"` : ''}${problem ? html` aria-invalid="true"` : ''}`;

const labelText = (field: Field): Html =>
  html`${field.label}${field.required ? '' : html` <span class="optional">(optional)</span>`}`;

const beside = (field: Field, { id, problem }: Drawn): Html =>
  html`${field.hint ? html`<p class="hint" id="${id}-hint">${field.hint}</p>` : ''}${
    problem ? html`<p class="problem" id="${id}-problem"><strong>To change:</strong> ${problem}</p>` : ''
  }`;

function labelled(field: Field, state: Drawn, control: Html): Html {
  return html`<div class="field${state.problem ? ' to-check' : ''}">
    <label for="${state.id}">${labelText(field)}</label>
    ${beside(field, state)}${control}
  </div>`;
}

function input(type: string, state: Drawn, more: Html | '' = ''): Html {
  const { id, name, typed } = state;
  return html`<input
    id="${id}"
    class="input-${type}"
    type="${type}"
    name="${name}"
    value="${typed[0] ?? ''}"
    autocomplete="off"
    ${more}${described(state)}
  />`;
}

function textField(field: Field & { kind: 'text' }, state: Drawn): Html {
  const { id, name, typed } = state;
  const control = field.multiline
    ? html`<textarea id="${id}" name="${name}" rows="5" autocomplete="off" ${described(state)}>
${typed[0] ?? ''}</textarea>`
    : input('text', state);
  return labelled(field, state, control);
}

function numberField(field: Field & { kind: 'number' }, state: Drawn): Html {
  const min = field.min === undefined ? '' : html` min="${field.min}"`;
  const max = field.max === undefined ? '' : html` max="${field.max}"`;
  return labelled(field, state, input('number', state, html` inputmode="numeric" step="1"${min}${max}`));
}

function selectField(field: Field, options: readonly Option[], state: Drawn): Html {
  const { id, name, typed } = state;
  const one = ({ value, label }: Option): Html =>
    html`<option value="${value}" ${typed.includes(value) ? html` selected` : ''}>${label}</option>`;
  const control = html`<select id="${id}" name="${name}" ${described(state)}>
    <option value="">Choose</option>
    ${options.map(one)}
  </select>`;
  return labelled(field, state, control);
}

interface Group {
  readonly type: 'radio' | 'checkbox';
  readonly options: readonly Option[];
  readonly line?: boolean;
}

function groupField(field: Field, { type, options, line }: Group, state: Drawn): Html {
  const { id, name, typed, describedBy, problem } = state;
  // A chosen radio cannot be let go of, so an optional question offers to leave it empty.
  const shown =
    type === 'radio' && !field.required ? [...options, { value: '', label: 'Leave it empty' }] : options;
  const chosen = (value: string): boolean =>
    value === '' ? typed.every((each) => each === '') : typed.includes(value);
  const one = ({ value, label }: Option, index: number): Html =>
    html`<label class="option">
      <input
        id="${index === 0 ? id : `${id}-${index + 1}`}"
        type="${type}"
        name="${name}"
        value="${value}"
        ${chosen(value) ? html` checked` : ''}${type === 'checkbox' && problem ? html` aria-invalid="true"` : ''}
      />
      <span>${label}</span>
    </label>`;
  const group = type === 'radio' ? html` role="radiogroup" aria-labelledby="${id}-legend"` : '';
  const invalid = type === 'radio' && problem ? html` aria-invalid="true"` : '';
  const more = describedBy ? html` aria-describedby="${describedBy}"` : '';
  return html`<fieldset class="field${problem ? ' to-check' : ''}" ${group}${invalid}${more}>
    <legend id="${id}-legend">${labelText(field)}</legend>
    ${beside(field, state)}
    <div class="options${line ? ' in-line' : ''}">${shown.map(one)}</div>
  </fieldset>`;
}

function renderField(field: Field, state: Drawn, people: readonly Option[]): Html {
  switch (field.kind) {
    case 'text':
      return textField(field, state);
    case 'date':
      return labelled(field, state, input('date', state));
    case 'time':
      return labelled(field, state, input('time', state));
    case 'number':
      return numberField(field, state);
    case 'choice': {
      const { options, many } = field;
      if (many) return groupField(field, { type: 'checkbox', options }, state);
      return options.length <= RADIO_OPTIONS
        ? groupField(field, { type: 'radio', options }, state)
        : selectField(field, options, state);
    }
    case 'scale':
      return groupField(field, { type: 'radio', options: scaleOptions(field), line: true }, state);
    case 'person':
      return selectField(field, people, state);
    default:
      return field satisfies never;
  }
}

/** What needs a change, each a link to its field. */
export function errorSummary(form: SealedForm, { errors, focus }: FormState): Html | '' {
  const placeOf = (name: string): number => form.fields.findIndex((field) => field.name === name);
  // In the order in which they are met below, and what is no field's last.
  const orderOf = (name: string): number => (placeOf(name) < 0 ? form.fields.length : placeOf(name));
  const entries = Object.entries(errors).toSorted(([a], [b]) => orderOf(a) - orderOf(b));
  // A card before the form has said what to do about the one field; the field says it too.
  const said = !focus && entries.length === 1 && placeOf(entries[0]![0]) >= 0;
  if (entries.length === 0 || said) return '';
  const one = ([name, problem]: [string, string]): Html => {
    const index = placeOf(name);
    return index < 0
      ? html`<li>${problem}</li>`
      : html`<li><a href="#${idOf(index)}">${form.fields[index]!.label}</a>: ${problem}</li>`;
  };
  return html`<div
    class="summary"
    role="alert"
    aria-labelledby="summary"
    tabindex="-1"
    ${focus ? html` autofocus` : ''}
  >
    <h2 id="summary">
      ${entries.length === 1 ? 'One thing to change' : `${entries.length} things to change`}
    </h2>
    <ul>
      ${entries.map(one)}
    </ul>
  </div>`;
}

/** What a form says and asks, without the form around it. */
export function renderInside(
  form: SealedForm,
  drawing: Pick<Drawing, 'words' | 'publicUrl'>,
  state: FormState,
): Html {
  const intro = form.intro ? html`<p>${renderRich(form.intro, drawing)}</p>` : '';
  const fields = form.fields.map((field, index) =>
    renderField(field, drawn(field, index, state), state.people),
  );
  return html`${intro}${fields}`;
}

/** A form on its sheet. The browser's own checks are off: ours say what to do, all at once and in one voice. */
export function renderForm(form: SealedForm, drawing: Drawing, state: FormState): Html {
  const { hidden } = drawing;
  return html`${errorSummary(form, state)}
    <form class="sheet" ${inPlace('/form')} novalidate>
      ${hiddenInputs(hidden)}<input type="hidden" name="t" value="${form.context}" />
      ${renderInside(form, drawing, state)}
      <div class="actions">
        <button type="submit" class="button main">${form.submit}</button>
        <a href="${hidden.back}" class="button quiet">Back, without saving</a>
      </div>
    </form>`;
}
