// What every platform must do for the people on it, whatever it is made of: a thin driver per platform stands at its real
// door (contract-slack.ts, contract-teams.ts, contract-web.ts), and this says what must come of what is done there.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cardText } from '../../src/kernel/card-text.ts';
import type { SealedCard, SealedForm } from '../../src/kernel/card.ts';
import { bold, mention, plain, rich, time } from '../../src/kernel/rich.ts';
import type { Answer, Place, Platform, Sent } from '../../src/kernel/platform.ts';
import type { FakeHost } from './web/fake-host.ts';
import { AGENDA, CALL, GUARD, MEETING_AT, TOPIC } from './web/cards.ts';
import { PEOPLE, PIA, wordsFor } from './web/fake-host.ts';

type Reply = Answer['reply'];

/** Something a person did, and the very same request once more. */
export interface Act {
  readonly again: () => Promise<unknown>;
}

/** A form as the person has it before them. */
export interface OpenForm {
  readonly says: string;
  /** What stands in its boxes, by the names of the fields. */
  readonly typed: Readonly<Record<string, string>>;
}

export type Trouble = 'forbidden' | 'too fast, 7 s' | 'broken line';

export interface Turned {
  readonly status: number;
  readonly text: string;
}

/** A platform with one person at it, who is on the roster, and a message before them. */
export interface Door {
  readonly host: FakeHost;
  readonly platform: Platform;
  /** What the core knows the person by. */
  readonly account: string;
  /** A channel where the person is. */
  readonly place: Place;
  readonly logged: readonly object[];
  command(text: string): Promise<Act>;
  /** Presses a button of the message, or of the form that is open. */
  press(label: string): Promise<Act>;
  /** Presses a button that opens a form, and waits for it. */
  open(label: string): Promise<Act>;
  form(): OpenForm | undefined;
  submit(values: Readonly<Record<string, string>>): Promise<Act>;
  /** Everything that the person was told alone so far, in order. */
  heard(): readonly string[];
  /** What is more than words in what the person was told, in the form, and in the channel. */
  live(): readonly string[];
  /** Somebody who is not on the roster types and presses; all they are told. */
  stranger(): Promise<string>;
  /** Requests that are not what they say, by what is wrong with them. Each would say "pause". */
  readonly forgeries: Readonly<Record<string, () => Promise<Turned>>>;
  show(card: SealedCard, previous?: string): Promise<Sent>;
  remove(ref: string): Promise<Sent>;
  /** What stands in the channel for all. */
  stands(): Promise<readonly string[]>;
  /** What lock screens showed of it; nothing where there are none. */
  notices(): readonly string[];
  /** The next call goes wrong; for platforms that send. */
  readonly trouble: (what: Trouble, doing: 'post' | 'edit') => void;
  readonly stop: () => Promise<void>;
}

export interface Driver {
  readonly name: string;
  /** The platform gives us seconds: after that the person is told that we still work on it. */
  readonly hurried: boolean;
  /** Messages are sent over a network; else they are drawn when somebody looks. */
  readonly sends: boolean;
  readonly open: () => Promise<Door>;
}

const SAVED: Reply = { kind: 'note', text: rich`Saved. 12 minutes are free.` };
const ASKED = 'What should we talk about on';

/** Markup of every platform at once, and a way out of every quotation. */
const NASTY = [
  '<!channel> <@U123> <https://evil.example|press>',
  '<at>Everyone</at> [press](https://evil.example) **bold**',
  '"><img src=x onerror=alert(1)><script>alert(1)</script>',
  '&lt;b&gt; &amp;amp; :tada: https://evil.example www.evil.example',
].join(' ');

/** All kinds of blocks and spans. */
const EVERYTHING: SealedCard = {
  title: rich`Before we start`,
  notice: 'A short reminder',
  blocks: [
    { kind: 'note', text: [plain('Talk about '), bold('patterns'), plain('.')] },
    { kind: 'divider' },
    {
      kind: 'facts',
      rows: [
        { label: 'When', value: [time(MEETING_AT, 'date')] },
        { label: 'Who', value: [mention(PIA.member)] },
      ],
    },
    ...AGENDA.blocks,
  ],
};

const nastyCard: SealedCard = {
  title: [plain(NASTY)],
  notice: 'Agenda updated',
  blocks: [
    { kind: 'text', text: [bold(NASTY)] },
    { kind: 'note', text: [plain(NASTY)] },
    { kind: 'facts', rows: [{ label: 'Who', value: [plain(NASTY)] }] },
    { kind: 'list', rows: [{ label: '1', text: [plain(NASTY)], detail: [plain(NASTY)] }] },
  ],
};

/** The contract, for one platform. */
export function contractOf({ name, hurried, sends, open }: Driver): void {
  let door: Door;
  beforeEach(async () => {
    door = await open();
    await posted(CALL);
  });
  afterEach(() => door.stop());

  const answerWith = (reply: Reply): void => {
    door.host.answer = () => reply;
  };
  const intents = () => door.host.handled.map(({ intent }) => intent);
  /** As the core counts them: the same delivery twice has one effect. */
  const effects = (): number => new Set(door.host.handled.map(({ envelope }) => envelope.deliveryId)).size;
  const times = (said: string): number => door.heard().filter((each) => each.includes(said)).length;
  const hears = (said: string, often = 1): Promise<void> =>
    expect
      .poll(() => (times(said) === often ? often : door.heard()), { timeout: 10_000, interval: 10 })
      .toBe(often);
  async function posted(card: SealedCard): Promise<string> {
    const sent = await door.show(card);
    if (sent.state !== 'shown') throw new Error(`not shown: ${JSON.stringify(sent)}`);
    return sent.ref;
  }
  /** A topic of one letter is sent back. */
  const topics = (reply: Reply = SAVED): void => {
    door.host.answer = (intent) => {
      if (intent.kind !== 'submit') return { kind: 'form', form: TOPIC };
      const { values } = intent;
      const short = String(values['title'] ?? '').length < 3;
      const errors = { title: 'Please say a little more.' };
      return short ? { kind: 'invalid', form: TOPIC, values, errors } : reply;
    };
  };

  describe(`on ${name}`, () => {
    it('a command is answered once, to the person alone', async () => {
      answerWith(SAVED);
      await door.command('agenda add Budget & more');
      await hears('Saved. 12 minutes are free.');
      expect(door.host.handled).toMatchObject([
        {
          envelope: { platform: door.platform.name, tenant: door.place.tenant, account: door.account },
          intent: { kind: 'command', text: 'agenda add Budget & more' },
        },
      ]);
      expect((await door.stands()).join('\n')).not.toContain('Saved.');
    });

    it('a press is answered beside the message', async () => {
      answerWith(SAVED);
      await door.press('Case discussion');
      await hears('Saved. 12 minutes are free.');
      expect(intents()).toEqual([{ kind: 'press', token: 'token-case' }]);
      expect(door.host.handled[0]!.envelope.account).toBe(door.account);
      expect((await door.stands()).join('\n')).toContain(ASKED);
    });

    it('a form is opened, sent back with what was typed, corrected and accepted', async () => {
      topics();
      await door.open('Add a topic');
      expect(intents()).toEqual([{ kind: 'open', token: 'token-add' }]);
      for (const { label } of TOPIC.fields) expect(door.form()?.says).toContain(label);
      await door.submit({ title: 'x', minutes: '10' });
      expect(door.form()?.says).toContain('Please say a little more.');
      expect(door.form()?.typed).toMatchObject({ title: 'x', minutes: '10' });
      await door.submit({ title: 'Budget', minutes: '10' });
      await hears('Saved. 12 minutes are free.');
      expect(door.form()).toBeUndefined();
      expect(intents().slice(1)).toMatchObject([
        { kind: 'submit', token: 'token-context', values: { title: 'x', minutes: '10' } },
        { kind: 'submit', token: 'token-context', values: { title: 'Budget', minutes: '10' } },
      ]);
      // Corrected, it is another delivery.
      expect(effects()).toBe(3);
    });

    it('a form that asks nothing can be sent as well', async () => {
      const form: SealedForm = { ...TOPIC, intro: rich`Nothing was held.`, fields: [], values: {} };
      door.host.answer = (intent) => (intent.kind === 'submit' ? SAVED : { kind: 'form', form });
      await door.open('Add a topic');
      expect(door.form()?.says).toContain('Nothing was held.');
      await door.submit({});
      await hears('Saved. 12 minutes are free.');
      expect(intents().at(-1)).toEqual({ kind: 'submit', token: 'token-context', values: {} });
    });

    it('what goes wrong at no field is said too, and what explains it can be pressed', async () => {
      topics();
      await door.open('Add a topic');
      const errors = { form: 'Someone was faster.' };
      door.host.answer = (intent) =>
        intent.kind === 'submit'
          ? { kind: 'invalid', form: TOPIC, errors, values: intent.values, card: GUARD }
          : SAVED;
      await door.submit({ title: 'Mine' });
      for (const said of ['Someone was faster.', 'Not saved: this may point to a person', 'a birth date'])
        expect(door.form()?.says).toContain(said);
      expect(door.form()?.typed).toMatchObject({ title: 'Mine' });
      await door.press('Hold time for a case');
      await hears('Saved. 12 minutes are free.');
      expect(intents().at(-1)).toEqual({ kind: 'press', token: 'token-case' });
    });

    it('the same thing five times has one effect, done anew another', async () => {
      topics();
      const fiveTimes = async (act: Promise<Act>): Promise<void> => {
        const before = effects();
        const { again } = await act;
        for (let more = 0; more < 4; more += 1) await again();
        await expect.poll(effects).toBe(before + 1);
      };
      await door.open('Add a topic');
      await fiveTimes(door.submit({ title: 'Budget', minutes: '10' }));
      answerWith(SAVED);
      await fiveTimes(door.command('pause'));
      await fiveTimes(door.press('Case discussion'));
      await fiveTimes(door.command('pause'));
      await fiveTimes(door.press('Case discussion'));
    });

    it('somebody who is not on the roster does nothing, and is told kindly what to do', async () => {
      let done = 0;
      door.host.answer = (_, { account }) => {
        if (account !== door.account)
          return {
            kind: 'refused',
            why: 'stranger',
            text: rich`We do not know you here yet. Ask Dana, please.`,
          };
        done += 1;
        return SAVED;
      };
      const told = await door.stranger();
      expect(told).toMatch(/\b[Aa]sk\b/);
      expect(told).not.toContain('Saved.');
      expect(done).toBe(0);
    });

    it('a refusal does not tell what exists', async () => {
      const said: string[] = [];
      for (const why of ['denied', 'unknown'] as const) {
        const before = door.heard().length;
        answerWith({ kind: 'refused', why, text: rich`That is not here, or not for you.` });
        await door.press('Case discussion');
        await expect.poll(() => door.heard().length).toBe(before + 1);
        said.push(door.heard().at(-1)!);
      }
      expect(said[0]).toContain('That is not here, or not for you.');
      expect(said[1]).toBe(said[0]);
    });

    it('a request that is not what it says does nothing, and learns nothing', async () => {
      answerWith(SAVED);
      for (const [what, forge] of Object.entries(door.forgeries)) {
        const { status, text } = await forge();
        expect.soft([401, 403], what).toContain(status);
        expect.soft(text, what).not.toMatch(/Saved|Topic|m20|Error|at file|node_modules|token/);
      }
      expect(Object.keys(door.forgeries).length).toBeGreaterThan(3);
      expect(door.host.handled).toEqual([]);
    });

    it('text of a person’s is words, wherever it is shown', async () => {
      answerWith({ kind: 'note', text: rich`You wrote: ${NASTY}` });
      await door.command('pause');
      await hears(NASTY);
      const form: SealedForm = {
        ...TOPIC,
        intro: rich`You wrote: ${NASTY}`,
        values: { title: NASTY.slice(0, 100) },
      };
      answerWith({ kind: 'form', form });
      await door.open('Add a topic');
      expect(door.form()?.typed['title']).toBe(NASTY.slice(0, 100));
      const errors = { title: NASTY };
      answerWith({ kind: 'invalid', form, errors, values: { title: NASTY.slice(0, 90) }, card: nastyCard });
      await door.submit({ title: NASTY.slice(0, 80) });
      expect(intents().at(-1)).toMatchObject({ values: { title: NASTY.slice(0, 80) } });
      expect(door.form()?.typed['title']).toBe(NASTY.slice(0, 90));
      await posted(nastyCard);
      expect((await door.stands()).join('\n')).toContain(NASTY);
      expect(door.live()).toEqual([]);
    });

    it('a fault of ours is said in words, with nothing of it', async () => {
      topics();
      await door.open('Add a topic');
      door.host.answer = () => Promise.reject(new Error('a secret of the database'));
      await door.submit({ title: 'Budget' });
      await hears('wrong', 1);
      await door.command('agenda add Budget');
      await door.press('Case discussion');
      await hears('wrong', 3);
      expect(door.heard().join('\n')).not.toMatch(/secret|Error:|\n\s+at /);
      expect(door.logged.length).toBeGreaterThan(0);
      expect(JSON.stringify(door.logged)).not.toContain('Budget');
    });

    it('what takes long is told in the end; where there is no time, it says so first', async () => {
      topics();
      await door.open('Add a topic');
      const answer = Promise.withResolvers<Reply>();
      door.host.answer = () => answer.promise;
      const acts = Promise.all([
        door.command('agenda add Budget'),
        door.submit({ title: 'Budget' }),
        door.press('Case discussion'),
      ]);
      if (hurried) {
        await acts;
        await hears('Still working on it.', 3);
        expect(times('Saved.')).toBe(0);
      }
      await expect.poll(() => door.host.handled.length).toBe(4);
      answer.resolve(SAVED);
      await acts;
      await hears('Saved. 12 minutes are free.', 3);
    });

    it('a message stands, changes where it stands, and goes', async () => {
      const [first] = await door.stands();
      expect(first).toContain(ASKED);
      const ref = await posted(AGENDA);
      expect(await door.show(GUARD, ref)).toEqual({ state: 'shown', ref });
      const both = await door.stands();
      expect(both).toHaveLength(2);
      expect(both.join('\n')).toContain('a birth date');
      expect(both.join('\n')).not.toContain('Transport gap');
      expect(await door.remove(ref)).toEqual({ state: 'shown', ref });
      expect(await door.stands()).toEqual([first]);
      // A lock screen never says more than this.
      for (const notice of door.notices()) expect([CALL.notice, GUARD.notice]).toContain(notice);
    });

    it('who reads a place is known, or less is shown', async () => {
      const { platform, place, account } = door;
      const known = await platform.audience(place);
      expect(known).toMatchObject({ state: 'known' });
      expect(known.state === 'known' && known.accounts).toContain(account);
      expect(await platform.audience({ ...place, place: `direct:${account}` })).toEqual({
        state: 'known',
        accounts: [account],
      });
      expect(await platform.audience({ ...place, place: 'channel:C0NOWHERE' })).toMatchObject({
        state: 'unsure',
        why: 'hidden',
      });
    });

    it('everything that a card says can be read', async () => {
      for (const card of [AGENDA, GUARD, EVERYTHING]) {
        const ref = await posted(card);
        const shown = (await door.stands()).join('\n');
        const said = cardText(card, wordsFor(PEOPLE)).match(/[\p{L}\p{N}]+/gu)!;
        for (const word of said) expect(shown).toContain(word);
        await door.remove(ref);
      }
    });

    if (!sends) return;

    it('trouble ends as what it is: never, later, or perhaps', async () => {
      const { trouble } = door;
      const ref = await posted(AGENDA);
      trouble('too fast, 7 s', 'post');
      expect(await door.show(AGENDA)).toMatchObject({ state: 'retry', afterMs: 7000 });
      trouble('too fast, 7 s', 'edit');
      expect(await door.show(AGENDA, ref)).toMatchObject({ state: 'retry', afterMs: 7000 });
      // A post may have arrived; to edit again repeats nothing.
      trouble('broken line', 'post');
      expect(await door.show(AGENDA)).toMatchObject({ state: 'unknown' });
      trouble('broken line', 'edit');
      expect(await door.show(AGENDA, ref)).toMatchObject({ state: 'retry' });
      trouble('forbidden', 'edit');
      expect(await door.show(AGENDA, ref)).toMatchObject({ state: 'dead' });
      trouble('forbidden', 'post');
      expect(await door.show(AGENDA)).toMatchObject({ state: 'dead' });
    });
  });
}
