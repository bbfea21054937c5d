/**
 * An account as the core knows it: the user's id; of someone whose own workspace is another one (Slack Connect), with
 * that workspace before it, so that a stranger never passes for a person of this one.
 */
export const accountFor = (user: string, home: string | undefined, tenant: string): string =>
  home === undefined || home === '' || home === tenant ? user : `${home}:${user}`;

/** Slack's own user id. */
export const userOf = (account: string): string => account.slice(account.indexOf(':') + 1);

export const isForeign = (account: string): boolean => account.includes(':');
