import { z } from 'zod';
import {
  type CreateShareRequest,
  type MemberView,
  membersAnswer,
  ROUTES,
  type SessionPolicy,
  type ShareView,
  sessionView,
  shareGrant,
  sharesAnswer,
} from '../../shared/api/index.ts';
import { ok, type Result } from '../../shared/errors.ts';
import type { SessionId, UserId } from '../../shared/ids.ts';
import type { Role } from '../../shared/session/index.ts';
import type { DeviceTime, OnDevice } from '../../shared/time.ts';
import type { SessionRequests } from './api-request.ts';
import type { RelayClock } from './clock.ts';

export interface ShareLink {
  /** XXXX-XXXX-XXXX */
  readonly code: string;
  /** The app at the relay's own address, the code in the fragment. */
  readonly url: string;
  readonly expires: DeviceTime;
}

/** Who may come in, who is in, and what each may do. Everything but asking is the host's. */
export interface SharingApi {
  createShare(choice: Omit<CreateShareRequest, 'session_id'>): Promise<Result<ShareLink>>;
  shares(): Promise<Result<readonly OnDevice<ShareView>[]>>;
  revokeShare(share: string): Promise<Result<void>>;
  /** The host is told everything; the others what the session says of its people. */
  members(asHost: boolean): Promise<Result<readonly OnDevice<MemberView>[]>>;
  /** `host` hands the session over. */
  changeRole(user: UserId, role: Role): Promise<Result<void>>;
  removeMember(user: UserId): Promise<Result<void>>;
  changePolicy(settings: Partial<SessionPolicy>): Promise<Result<void>>;
  /** "May I?" Also from somebody who was a member and has a key to prove it. */
  askForAccess(role: 'editor' | 'viewer'): Promise<Result<void>>;
  /** For a place in a session that is full, from a member. */
  askForPlace(): Promise<Result<void>>;
  answerRequest(user: UserId, grant: boolean): Promise<Result<void>>;
}

/** For what is done and has no answer that anybody reads: the relay's word arrives as a standing. */
const done = z.unknown().transform(() => undefined);

export const sharingApi = (requests: SessionRequests, id: SessionId): SharingApi => ({
  createShare: async choice => {
    const body = { session_id: id, ...choice };
    const made = await requests.send({ method: 'POST', path: ROUTES.createShare, body, schema: shareGrant });
    if (!made.ok) return made;
    const { share_code, share_url, expires } = made.value;
    return ok({ code: share_code, url: share_url, expires: requests.all.clock.toDevice(expires) });
  },
  shares: async () => {
    const found = await requests.send({ method: 'GET', path: ROUTES.shares(id), schema: sharesAnswer });
    if (!found.ok) return found;
    const { clock } = requests.all;
    return ok(
      found.value.shares.map(share => ({
        ...share,
        created: clock.toDevice(share.created),
        expires: clock.toDevice(share.expires),
      })),
    );
  },
  revokeShare: share => requests.send({ method: 'DELETE', path: ROUTES.share(id, share), schema: done }),
  members: async asHost => {
    if (!asHost) {
      const session = await requests.send({ method: 'GET', path: ROUTES.session(id), schema: sessionView });
      return session.ok ? ok(membersHere(session.value.participants, requests.all.clock)) : session;
    }
    const found = await requests.send({ method: 'GET', path: ROUTES.members(id), schema: membersAnswer });
    return found.ok ? ok(membersHere(found.value.members, requests.all.clock)) : found;
  },
  changeRole: (user, role) =>
    requests.send({ method: 'PATCH', path: ROUTES.member(id, user), body: { role }, schema: done }),
  removeMember: user => requests.send({ method: 'DELETE', path: ROUTES.member(id, user), schema: done }),
  changePolicy: settings =>
    requests.send({ method: 'PATCH', path: ROUTES.session(id), body: { settings }, schema: done }),
  askForAccess: role =>
    requests.sendProven({ method: 'POST', path: ROUTES.requests(id), body: { role }, schema: done }),
  askForPlace: () =>
    requests.sendProven({
      method: 'POST',
      path: ROUTES.requests(id),
      // A place comes with the role that they have.
      body: { role: 'viewer', asks: 'place' },
      schema: done,
    }),
  answerRequest: (user, grant) =>
    requests.send({ method: 'POST', path: ROUTES.request(id, user), body: { grant }, schema: done }),
});

const membersHere = (members: readonly MemberView[], clock: RelayClock): readonly OnDevice<MemberView>[] =>
  members.map(member => ({
    ...member,
    joined: clock.toDevice(member.joined),
    last_seen: member.last_seen === null ? null : clock.toDevice(member.last_seen),
  }));
