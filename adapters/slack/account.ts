// A person is the id of their account; one whose home is another workspace (Slack Connect) is `TEAM:USER`, so that no
// outsider is ever taken for somebody on the roster of this one.
const ELSEWHERE = /^([TE][A-Z0-9]+):([UW][A-Z0-9]+)$/;

export function accountFor(tenant: string, team: string | undefined, user: string): string {
  return team === tenant ? user : `${team ?? 'T0'}:${user}`;
}

/** The id that Slack knows the person by. */
export const userOf = (account: string): string => ELSEWHERE.exec(account)?.[2] ?? account;

export const isOutsider = (account: string): boolean => ELSEWHERE.test(account);
