// How a request of Teams' reaches our server: signed, with every way to get that wrong.
import { sendBytes, type Heard } from '../slack/deliver.ts';
import { thing, words, type Thing } from '../slack/json.ts';
import type { FakeTeams } from './fake-teams.ts';
import type { Forgery } from './tokens.ts';

/** How a request is sent. Nothing given: as Teams sends it. */
export interface How {
  readonly forge?: Forgery;
  /** The token was made so many seconds ago; negative is the future. */
  readonly ageSeconds?: number;
  /** Another service than ours, in the body and in the token. */
  readonly serviceUrl?: string;
  /** Another tenant than that of the conversation. */
  readonly tenant?: string;
  /** The activity's own id: the same twice is a delivery repeated. */
  readonly id?: string;
  /** Says nothing of the bot, where others are. */
  readonly mention?: false;
  /** In this thread of the channel. */
  readonly thread?: string;
  /** The last word on what is sent. */
  readonly change?: (activity: Thing) => Thing;
}

export type Deliver = (activity: Thing, how: How) => Promise<Heard>;

const ofTenant = (activity: Thing, id: string): Thing => ({
  ...activity,
  conversation: { ...thing(activity['conversation']), tenantId: id },
  channelData: { ...thing(activity['channelData']), tenant: { id } },
});

export const overHttp =
  (teams: FakeTeams, url: string): Deliver =>
  (activity, { forge, ageSeconds, serviceUrl, tenant, change = (same) => same }) => {
    const whose = tenant === undefined ? activity : ofTenant(activity, tenant);
    const sent = change(serviceUrl === undefined ? whose : { ...whose, serviceUrl });
    // What the body leaves out, the token says all the same.
    const claimed = words(sent['serviceUrl']) || teams.serviceUrl;
    const header = teams.keys.authorization(claimed, forge, ageSeconds);
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)',
      ...(header === undefined ? {} : { authorization: header }),
    };
    return sendBytes(url, { body: JSON.stringify(sent), headers });
  };
