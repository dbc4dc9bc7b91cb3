import { type AppError, fail, ok, type Result } from '../../../shared/errors.ts';
import type { SessionApi } from '../../link/index.ts';
import type { NewShare, SessionService, ShareChoice } from '../../model/index.ts';
import { writeAddress } from '../session/address.ts';
import { type Question, question } from './remote.ts';

type Names =
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
  readonly service: Pick<SessionService, Names>;
  readonly members: Question<Extract<SessionService['members']['value'], { state: 'ready' }>['value']>;
  readonly shares: Question<Extract<SessionService['shares']['value'], { state: 'ready' }>['value']>;
}

/** Who may come in, who is in, and what each may do. Nothing shows before the relay has said it. */
export function createSharing(
  api: SessionApi,
  isHost: () => boolean,
  report: (error: AppError) => void,
): Sharing {
  const members = question(() => api.members(isHost()));
  const shares = question(api.shares);
  const newShare = question<NewShare>(async () => fail('api/bad-request', 'a code is made by a choice'));

  /** Whether it was done; where it was not, the person hears why. */
  const tell = async (work: Promise<Result<void>>): Promise<boolean> => {
    const done = await work;
    if (!done.ok) report(done.error);
    return done.ok;
  };
  /** Does something and looks at what became of it. */
  const act = async (work: Promise<Result<void>>, changed?: Question<unknown>): Promise<void> => {
    await tell(work);
    await changed?.refreshIfAsked();
  };
  const make = async ({ role, expiresIn, maxUses }: ShareChoice): Promise<Result<NewShare>> => {
    // Begun before it was asked for, so that it never shows longer than it works.
    const ends = performance.now() + expiresIn * 1000;
    const made = await api.createShare({
      role,
      expires_in: expiresIn,
      ...(maxUses === undefined ? {} : { max_uses: maxUses }),
    });
    if (!made.ok) return made;
    const { code, expires } = made.value;
    // The link leads to where this person is: the relay may not know the name by which it is reached.
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
      askForAccess: role => tell(api.askForAccess(role)),
      answerRequest: (user, grant) => act(api.answerRequest(user, grant), members),
    },
  };
}
