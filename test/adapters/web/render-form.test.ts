import { describe, expect, it } from 'vitest';
import { peopleFor, renderForm, type FormState } from '../../../adapters/web/render-form.ts';
import type { Drawing } from '../../../adapters/web/render.ts';
import type { Field, SealedForm } from '../../../src/kernel/card.ts';
import { rich } from '../../../src/kernel/rich.ts';
import { ADELE, DANA, PEOPLE, PIA, wordsFor } from './fake-host.ts';
import { formsOf, tags, textOf, tight, written } from './html.ts';

const drawing: Drawing = {
  words: wordsFor(PEOPLE),
  publicUrl: 'https://convener.example',
  hidden: { csrf: 'csrf-1', nonce: 'nonce-1', back: '/channel' },
};
const calm: FormState = { values: {}, errors: {}, people: [], focus: true };

const formOf = (...fields: Field[]): SealedForm => ({
  form: 'f',
  title: 'A form',
  submit: 'Save',
  context: 'ctx',
  fields,
});
const html = (field: Field, state: Partial<FormState> = {}): string =>
  written(renderForm(formOf(field), drawing, { ...calm, ...state }));
/** The field alone. */
const only = (field: Field, state: Partial<FormState> = {}): string => {
  const whole = tight(html(field, state));
  const from = whole.indexOf('name="t" value="ctx"/>') + 'name="t" value="ctx"/>'.length;
  return whole.slice(from, whole.indexOf('<div class="actions">'));
};

describe('fields', () => {
  const base = { name: 'x', label: 'Label', required: true } as const;

  it('text', () =>
    expect(only({ ...base, kind: 'text', max: 10, hint: 'One line.' }, { values: { x: 'a "b"' } })).toBe(
      '<div class="field"><label for="field-1">Label</label><p class="hint" id="field-1-hint">One line.</p>' +
        '<input id="field-1" class="input-text" type="text" name="f.x" value="a &quot;b&quot;" autocomplete="off" aria-describedby="field-1-hint"/></div>',
    ));
  it.each(['toString', 'constructor', '__proto__'])('named %s, which every object inherits', (name) => {
    const drawn = only({ ...base, name, kind: 'text', max: 10 });
    expect(drawn).toContain('value=""');
    expect(drawn).not.toContain('aria-invalid');
  });
  it('text of many lines', () =>
    expect(only({ ...base, kind: 'text', max: 10, multiline: true }, { values: { x: '</textarea>' } })).toBe(
      '<div class="field"><label for="field-1">Label</label><textarea id="field-1" name="f.x" rows="5" autocomplete="off"> &lt;/textarea&gt;</textarea></div>',
    ));
  it('date', () =>
    expect(only({ ...base, kind: 'date' })).toBe(
      '<div class="field"><label for="field-1">Label</label><input id="field-1" class="input-date" type="date" name="f.x" value="" autocomplete="off"/></div>',
    ));
  it('time', () =>
    expect(only({ ...base, kind: 'time' })).toBe(
      '<div class="field"><label for="field-1">Label</label><input id="field-1" class="input-time" type="time" name="f.x" value="" autocomplete="off"/></div>',
    ));
  it('number', () =>
    expect(only({ ...base, kind: 'number', min: 1, max: 120 })).toBe(
      '<div class="field"><label for="field-1">Label</label><input id="field-1" class="input-number" type="number" name="f.x" value="" autocomplete="off" inputmode="numeric" step="1" min="1" max="120"/></div>',
    ));

  const few = [
    { value: 'a', label: 'Alpha' },
    { value: 'b', label: 'Beta' },
  ];
  it('choice of few', () =>
    expect(only({ ...base, kind: 'choice', options: few }, { values: { x: 'b' } })).toBe(
      '<fieldset class="field" role="radiogroup" aria-labelledby="field-1-legend"><legend id="field-1-legend">Label</legend><div class="options">' +
        '<label class="option"><input id="field-1" type="radio" name="f.x" value="a"/><span>Alpha</span></label>' +
        '<label class="option"><input id="field-1-2" type="radio" name="f.x" value="b" checked/><span>Beta</span></label></div></fieldset>',
    ));
  it('choice of few that may stay open', () =>
    expect(textOf(html({ ...base, required: false, kind: 'choice', options: few }))).toContain(
      'Label (optional) Alpha Beta Leave it empty',
    ));
  it('choice of many options', () => {
    const options = Array.from({ length: 7 }, (_, index) => ({
      value: `${index}`,
      label: `Option ${index}`,
    }));
    const shown = only({ ...base, kind: 'choice', options }, { values: { x: '6' } });
    expect(shown).toMatch(
      /^<div class="field"><label for="field-1">Label<\/label><select id="field-1" name="f\.x"><option value="">Choose<\/option><option value="0">Option 0<\/option>/,
    );
    expect(shown).toContain('<option value="6" selected>Option 6</option></select></div>');
  });
  it('choice of several', () =>
    expect(only({ ...base, kind: 'choice', options: few, many: true }, { values: { x: ['a'] } })).toBe(
      '<fieldset class="field"><legend id="field-1-legend">Label</legend><div class="options">' +
        '<label class="option"><input id="field-1" type="checkbox" name="m.x" value="a" checked/><span>Alpha</span></label>' +
        '<label class="option"><input id="field-1-2" type="checkbox" name="m.x" value="b"/><span>Beta</span></label></div></fieldset>',
    ));
  it('scale', () => {
    const shown = only({ ...base, kind: 'scale', from: 1, to: 3, ends: ['not at all', 'very'] });
    expect(shown).toContain('<div class="options in-line">');
    expect(textOf(shown)).toBe('Label 1: not at all 2 3: very');
    expect(tags(shown, 'input').map((tag) => tag.attributes.get('value'))).toEqual(['1', '2', '3']);
  });
  it('person', () =>
    expect(only({ ...base, kind: 'person' }, { people: peopleFor(DANA, [PIA]), values: { x: 'm20' } })).toBe(
      '<div class="field"><label for="field-1">Label</label><select id="field-1" name="f.x"><option value="">Choose</option>' +
        '<option value="m20" selected>Pia Sorensen, Northgate Family Center</option></select></div>',
    ));
});

describe('whom a field for a person offers', () => {
  it('everyone, to those who may see the roster', () =>
    expect(peopleFor(PIA, PEOPLE).map(({ value }) => value)).toEqual(['m20', 'm01', 'm11']));
  it('a guest only themselves', () =>
    expect(peopleFor(ADELE, PEOPLE).map(({ value }) => value)).toEqual(['m11']));
});

describe('a form to correct', () => {
  const fields: Field[] = [
    { kind: 'text', name: 'title', label: 'Your topic', hint: 'One line.', required: true, max: 140 },
    { kind: 'choice', name: 'part', label: 'Part', required: true, options: [{ value: 'a', label: 'A' }] },
  ];
  const errors = { title: 'Please write one line.', part: 'Please choose one.', form: 'Nothing was saved.' };
  const shown = written(renderForm(formOf(...fields), drawing, { ...calm, errors, values: { title: 'hm' } }));

  it('lists what to change, each a link to its field', () => {
    expect(tight(shown)).toContain(
      '<div class="summary" role="alert" aria-labelledby="summary" tabindex="-1" autofocus><h2 id="summary"> 3 things to change </h2>',
    );
    expect(tags(shown, 'a').map((tag) => tag.attributes.get('href'))).toEqual([
      '#field-1',
      '#field-2',
      '/channel',
    ]);
    expect(textOf(shown)).toContain(
      'Your topic : Please write one line. Part : Please choose one. Nothing was saved.',
    );
  });

  it('marks each field in words, and for those who hear it', () => {
    const [title] = tags(shown, 'input').filter((tag) => tag.attributes.get('type') === 'text');
    expect(title?.attributes.get('aria-invalid')).toBe('true');
    expect(title?.attributes.get('aria-describedby')).toBe('field-1-hint field-1-problem');
    const [group] = tags(shown, 'fieldset');
    expect(group?.attributes.get('aria-invalid')).toBe('true');
    expect(group?.attributes.get('aria-describedby')).toBe('field-2-problem');
    expect(textOf(shown)).toContain('To change: Please write one line.');
  });

  it('keeps what was typed', () =>
    expect(
      tags(shown, 'input')
        .find((tag) => tag.attributes.get('name') === 'f.title')
        ?.attributes.get('value'),
    ).toBe('hm'));

  it('has every id once, and describes nothing that is not there', () => {
    const ids = [...shown.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]!);
    expect(new Set(ids).size).toBe(ids.length);
    const used = [...shown.matchAll(/ (?:for|aria-describedby|aria-labelledby)="([^"]+)"/g)].flatMap(
      (match) => match[1]!.split(' '),
    );
    expect(used.filter((id) => !ids.includes(id))).toEqual([]);
  });
});

describe('a form', () => {
  it('carries its context, and offers the way back', () => {
    const shown = written(renderForm({ ...formOf(), intro: rich`For Wed.` }, drawing, calm));
    const [form] = formsOf(shown);
    expect(form).toMatchObject({
      action: '/form',
      hidden: { csrf: 'csrf-1', nonce: 'nonce-1', back: '/channel', t: 'ctx' },
    });
    expect(textOf(shown)).toBe('For Wed. Save Back, without saving');
    expect(tags(shown, 'div').some((tag) => tag.attributes.get('class') === 'summary')).toBe(false);
  });
});
