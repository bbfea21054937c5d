// A person is their Entra object id; one whose home is another tenant (a shared channel) is `TENANT:ID`, so that no
// outsider is ever taken for somebody on the roster of this one.
const ELSEWHERE = /^([^:\s]+):([^:\s]+)$/;

export const lower = (id: string | null | undefined): string | undefined => id?.toLowerCase() || undefined;

export function accountFor(tenant: string, home: string | undefined, objectId: string): string {
  return home === undefined || home === tenant ? objectId : `${home}:${objectId}`;
}

/** The id that Entra knows the person by. */
export const objectIdOf = (account: string): string => ELSEWHERE.exec(account)?.[2] ?? account;

export const isOutsider = (account: string): boolean => ELSEWHERE.test(account);
