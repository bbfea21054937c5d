import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type {
  Block,
  Button,
  Card,
  Form,
  ListRow,
  SealedCard,
  SealedForm,
  Token,
  Value,
} from './kernel/card.ts';
import type { TaskForceId } from './kernel/ids.ts';
import type { Reply } from './kernel/outcome.ts';

/** What a token says: a press or a form of this task force, with the ids it was made for. */
export interface Opened {
  readonly purpose: 'press' | 'form';
  readonly name: string;
  readonly taskForce: TaskForceId;
  readonly value: Value;
}

export interface Seal {
  card(card: Card, taskForce: TaskForceId): SealedCard;
  form(form: Form, taskForce: TaskForceId): SealedForm;
  reply(reply: Reply, taskForce: TaskForceId): Reply<Token>;
  /** The content, or undefined when the token was not made by us. */
  open(token: Token): Opened | undefined;
}

const MAC_BYTES = 16;

/**
 * Signs what buttons and forms carry, so that nobody can press what was not offered. It does not hide the ids, and it
 * gives no rights: whatever a token names is loaded again within the task force, with the rights the person has then.
 * The first secret signs; all of them are accepted, so that a key can be changed without breaking what is on screens.
 */
export function createSeal(secrets: readonly [string, ...string[]]): Seal {
  const keys = secrets.map((secret) =>
    Buffer.from(hkdfSync('sha256', secret, 'convener', 'signed values', 32)),
  );
  const mac = (key: Buffer, body: string) =>
    createHmac('sha256', key).update(body).digest().subarray(0, MAC_BYTES);

  const token = (purpose: Opened['purpose'], name: string, value: Value, taskForce: TaskForceId): Token => {
    const body = Buffer.from(
      JSON.stringify([purpose === 'press' ? 'p' : 'f', name, taskForce, value]),
    ).toString('base64url');
    return `${body}.${mac(keys[0]!, body).toString('base64url')}`;
  };
  const button = (each: Button, taskForce: TaskForceId): Button<Token> => {
    switch (each.kind) {
      case 'press':
        return { ...each, value: token('press', each.action, each.value, taskForce) };
      case 'form':
        return { ...each, value: token('form', each.form, each.value, taskForce) };
      case 'link':
        return each;
      default:
        return each satisfies never;
    }
  };
  const row = ({ buttons, ...rest }: ListRow, taskForce: TaskForceId): ListRow<Token> =>
    buttons ? { ...rest, buttons: buttons.map((each) => button(each, taskForce)) } : rest;
  const block = (each: Block, taskForce: TaskForceId): Block<Token> => {
    switch (each.kind) {
      case 'list':
        return { ...each, rows: each.rows.map((one) => row(one, taskForce)) };
      case 'buttons':
        return { ...each, buttons: each.buttons.map((one) => button(one, taskForce)) };
      case 'text':
      case 'note':
      case 'facts':
      case 'divider':
        return each;
      default:
        return each satisfies never;
    }
  };
  const card = (plain: Card, taskForce: TaskForceId): SealedCard => ({
    ...plain,
    blocks: plain.blocks.map((each) => block(each, taskForce)),
  });
  const form = (plain: Form, taskForce: TaskForceId): SealedForm => ({
    ...plain,
    context: token('form', plain.form, plain.context, taskForce),
  });

  return {
    card,
    form,
    reply(reply, taskForce) {
      switch (reply.kind) {
        case 'none':
        case 'refused':
          return reply;
        case 'note': {
          const { buttons, ...rest } = reply;
          return buttons ? { ...rest, buttons: buttons.map((each) => block(each, taskForce)) } : rest;
        }
        case 'card':
          return { ...reply, card: card(reply.card, taskForce) };
        case 'form':
          return { ...reply, form: form(reply.form, taskForce) };
        case 'invalid': {
          const { card: why, ...rest } = reply;
          const sealed = { ...rest, form: form(reply.form, taskForce) };
          return why ? { ...sealed, card: card(why, taskForce) } : sealed;
        }
        default:
          return reply satisfies never;
      }
    },
    open(sealed) {
      const dot = sealed.lastIndexOf('.');
      if (dot < 1 || sealed.length > 4000) return undefined;
      const body = sealed.slice(0, dot);
      const given = Buffer.from(sealed.slice(dot + 1), 'base64url');
      if (given.length !== MAC_BYTES || !keys.some((key) => timingSafeEqual(mac(key, body), given)))
        return undefined;
      const [purpose, name, taskForce, value] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [
        'p' | 'f',
        string,
        TaskForceId,
        Value,
      ];
      return { purpose: purpose === 'p' ? 'press' : 'form', name, taskForce, value };
    },
  };
}
