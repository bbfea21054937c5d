import { check } from './guard/index.ts';
import { text } from './kernel/card.ts';
import type { Intent } from './kernel/intent.ts';
import { cardReply, refused, type Reply } from './kernel/outcome.ts';
import { rich } from './kernel/rich.ts';

const STRANGER: Reply = refused(
  'stranger',
  rich`You are not on the roster here, so there is nothing I can do for you. Please ask the facilitator to add you.`,
);

/** COPY 7b for someone who can do nothing here: nobody is told of it, and there is no form to go on with. */
const DELETE: Reply = cardReply({
  title: rich`Please delete your message now`,
  notice: 'Please look at your message',
  blocks: [
    text(
      rich`It may point to a person, and others here can see it. Hold the message, or press the three dots, then Delete. We did not save it. It happens to most of us.`,
    ),
  ],
});

/** Was something typed where others can read it that should not stay there? */
export const mustGo = (intent: Intent | undefined): boolean =>
  intent?.kind === 'mention' && check(intent.text).state === 'blocked';

/** For someone whom no roster here knows, or who must first say which task force they mean. */
export const turnedAway = (intent: Intent | undefined): Reply => (mustGo(intent) ? DELETE : STRANGER);
