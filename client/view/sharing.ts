import type { DeviceTime } from '../../shared/time.ts';
import type { CodeMade, NewShare, OpenSession, ShareChoice } from '../model/index.ts';
import { relayReason } from './permissions.ts';
import { texts } from './text/index.ts';

const HOUR_S = 60 * 60;
const DAY_S = 24 * HOUR_S;

/** Returns the choices for the next code: what it lets people do, for how long, and how many of them. */
export const shareOptions = () => {
  const { ROLES, hours, days, ANY_NUMBER } = texts.sharing;
  return {
    roles: (['editor', 'viewer'] as const).map(value => ({ value, title: ROLES[value] })),
    expiries: [
      { value: HOUR_S, title: hours(1) },
      { value: DAY_S, title: hours(24) },
      { value: 7 * DAY_S, title: days(7) },
      { value: 30 * DAY_S, title: days(30) },
    ],
    /** 0 stands for any number. */
    uses: [0, 1, 5, 20].map(value => ({ value, title: value === 0 ? ANY_NUMBER : String(value) })),
  };
};

/** Returns the usual choices for a code, taken where nobody says otherwise. */
export const usualShare = (role: ShareChoice['role']): ShareChoice => ({ role, expiresIn: DAY_S });

/** Why no code can be made; undefined where one can. */
export const shareReason = (open: OpenSession): string | undefined =>
  open.role.value === 'host' ? relayReason(open) : texts.sharing.NEEDS_HOST;

/** Whether codes are this person's to make; now or later, `shareReason` says. */
export const isSharingOffered = (open: OpenSession): boolean => open.role.value === 'host';

/** The code that was just made, while it works. */
export function usableShare({ service }: OpenSession): NewShare | undefined {
  const share = service.newShare.value;
  return share.state === 'ready' && share.value.ends > performance.now() ? share.value : undefined;
}

/** Returns what a code lets people do, made or to be made; or why none can be made. */
export function inviteWords(open: OpenSession, role: ShareChoice['role']): string {
  const { sharing, numbers, errors } = texts;
  const blocked = shareReason(open);
  if (blocked !== undefined) return blocked;
  const ready = usableShare(open);
  if (ready) return sharing.mayUntil(ready.role, numbers.moment(ready.expires));
  const made = open.service.newShare.value;
  if (made.state !== 'failed') return sharing.mayFor(role, sharing.hours(24));
  const { title, advice } = errors.describe(made.error);
  return `${title}. ${advice}`;
}

/** A code that was made. */
export interface ShareRow {
  readonly share: string;
  readonly role: ShareChoice['role'];
  readonly title: string;
  readonly detail: string;
  /** Which code it is, for who cannot see what stands beside it. */
  readonly about: string;
  readonly isOver: boolean;
  /** Why it cannot be revoked now; undefined where it can. */
  readonly blocked: string | undefined;
  readonly revoke: () => Promise<void>;
}

/** Codes that were made, newest first. */
export const shareRows = (
  open: OpenSession,
  shares: readonly CodeMade[],
  now: DeviceTime,
): readonly ShareRow[] =>
  [...shares]
    .sort((a, b) => b.created - a.created)
    .map(({ share, role, created, expires, uses, max_uses }) => {
      const made = texts.numbers.moment(created);
      const isOver = expires <= now || (max_uses !== null && uses >= max_uses);
      return {
        share,
        role,
        title: texts.sharing.ROLES[role],
        detail: texts.sharing.codeWords(
          made,
          uses,
          max_uses,
          isOver ? undefined : texts.numbers.moment(expires),
        ),
        about: texts.sharing.codeMade(made),
        isOver,
        blocked: relayReason(open),
        revoke: () => open.service.revokeShare(share),
      };
    });
