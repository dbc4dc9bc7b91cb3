import { type AppError, fail, ok, type Result } from '../../../shared/errors.ts';
import type { SessionApi } from '../../link/index.ts';
import type { NewShare, SessionService, ShareChoice } from '../../model/index.ts';
import { writeAddress } from '../session/address.ts';
import { question, type RemoteQuery } from './remote.ts';

type ServiceNames =
  | 'members'
  | 'shares'
  | 'newShare'
  | 'createShare'
  | 'revokeShare'
  | 'changeRole'
  | 'removeMember'
  | 'changePolicy'
  | 'askForAccess'
  | 'answerRequest';

export interface Sharing {
  readonly service: Pick<SessionService, ServiceNames>;
  readonly members: RemoteQuery<Extract<SessionService['members']['value'], { state: 'ready' }>['value']>;
  readonly shares: RemoteQuery<Extract<SessionService['shares']['value'], { state: 'ready' }>['value']>;
}

/** The session's members, codes and policy. Nothing shows before the relay has confirmed it. */
export function createSharing(
  api: SessionApi,
  isHost: () => boolean,
  report: (error: AppError) => void,
): Sharing {
  const members = question(() => api.members(isHost()));
  const shares = question(api.shares);
  const newShare = question<NewShare>(async () => fail('api/bad-request', 'a code is made by a choice'));

  /** Reports a failure; resolves with whether it was done. */
  const reported = async (work: Promise<Result<void>>): Promise<boolean> => {
    const done = await work;
    if (!done.ok) report(done.error);
    return done.ok;
  };
  /** Does something, then asks again for what it has changed. */
  const act = async (work: Promise<Result<void>>, changed?: RemoteQuery<unknown>): Promise<void> => {
    await reported(work);
    await changed?.refreshIfAsked();
  };
  const make = async ({ role, expiresIn, maxUses }: ShareChoice): Promise<Result<NewShare>> => {
    // Counted from before the request, so that the code is never shown longer than it works.
    const ends = performance.now() + expiresIn * 1000;
    const made = await api.createShare({
      role,
      expires_in: expiresIn,
      ...(maxUses === undefined ? {} : { max_uses: maxUses }),
    });
    if (!made.ok) return made;
    const { code, expires } = made.value;
    // The link leads to this page's origin: the relay may not know the name by which it is reached.
    return ok({ code, expires, ends, role, url: `${location.origin}/${writeAddress({ at: 'join', code })}` });
  };

  return {
    members,
    shares,
    service: {
      members: members.state,
      shares: shares.state,
      newShare: newShare.state,
      createShare: async choice => {
        await newShare.refresh(() => make(choice));
        await shares.refreshIfAsked();
      },
      revokeShare: share => act(api.revokeShare(share), shares),
      changeRole: (user, role) => act(api.changeRole(user, role), members),
      removeMember: user => act(api.removeMember(user), members),
      changePolicy: settings => act(api.changePolicy(settings)),
      askForAccess: role => reported(api.askForAccess(role)),
      answerRequest: (user, grant) => act(api.answerRequest(user, grant), members),
    },
  };
}
