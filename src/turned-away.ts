import { check } from './guard/index.ts';
import { text } from './kernel/card.ts';
import type { Envelope, Intent } from './kernel/intent.ts';
import { cardReply, refused, type Reply } from './kernel/outcome.ts';
import { isDirect } from './kernel/platform.ts';
import { rich, typed, type Rich } from './kernel/rich.ts';

/** In a channel of Teams nothing reaches Convener that does not name it. */
export const setupInChannel = (platform: string) => typed(platform === 'teams' ? '@Convener setup' : 'setup');

/** Someone new in a channel of a task force; worded so that it tells no more than they see themselves. */
const NEW_HERE = rich`I do not know you here yet. If a task force uses this channel, its facilitator is asked who you are once it has started. Nothing more to do.`;
const noTaskForce = (platform: string): Rich =>
  rich`No task force is set up in this channel. To begin one, a full member of this ${platform === 'teams' ? 'organisation' : 'workspace'} types ${setupInChannel(platform)}. Are you in one already? Its facilitator can add you.`;
const onTheirOwn = (platform: string): Rich =>
  rich`I do not know you yet. Are you in a task force? Its facilitator can add you. To begin a new one, type ${setupInChannel(platform)} in the channel that it will use.`;
const ON_THE_WEB = rich`You are not on the roster here, so there is nothing I can do for you. Please ask the facilitator to add you.`;

/** What someone types who would link a channel before themselves. */
const FIRST_YOURSELF: Reply = refused(
  'stranger',
  rich`First link yourself: type ${typed('link me')} on your own page. It gives you a code to type here; then link the channel.`,
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

type At = Pick<Envelope, 'platform' | 'place'>;

function strangerText({ platform, place }: At, ofOne: boolean): Rich {
  if (platform === 'web') return ON_THE_WEB;
  if (ofOne) return NEW_HERE;
  return place === undefined || isDirect(place) ? onTheirOwn(platform) : noTaskForce(platform);
}

/** For someone whom no roster here knows, or who must first say which task force they mean. `ofOne`: it is for one. */
export const turnedAway = (at: At, intent: Intent | undefined, ofOne: boolean): Reply =>
  mustGo(intent) ? DELETE : refused('stranger', strangerText(at, ofOne));

/** For someone whom no roster here knows, with a code that links a channel. */
export const codeTooSoon = (intent: Intent): Reply => (mustGo(intent) ? DELETE : FIRST_YOURSELF);
