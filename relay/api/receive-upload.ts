import type { AppError, Result } from '../../shared/errors.ts';
import { Incoming, type StillMay, type Upload } from '../media/index.ts';
import type { ApiContext } from './context.ts';
import { type BodyBytes, flowOf, type MemberCall } from './route.ts';

/** An upload as it arrives. */
export interface UploadBody {
  readonly flow: Incoming;
  readonly signal: Upload['signal'];
  /** To be checked once more before it counts. */
  readonly stillMay: () => Promise<AppError | undefined>;
}

/** Returns a check whether the sender may still add to the session: the same membership, and no viewer. */
const stillMayIn =
  ({ access }: ApiContext, since: number): StillMay =>
  async ({ session, user }) => {
    const live = await access.sessions.live(session);
    if (!live.ok) return live.error;
    const member = await access.members.get(session, user);
    if (!member || member.since !== since) return { code: 'api/forbidden', detail: 'removed meanwhile' };
    return member.role === 'viewer' ? { code: 'api/forbidden', detail: 'viewers add nothing' } : undefined;
  };

/**
 * Receives an upload of a member: `bytes` at most, which count against the disk's room from now on, within
 * the share of one person and one address, no slower than the pace, and for as long as they may. `keptIn`:
 * where it is until it is whole. `work` reads the flow; where that was cut off, the answer is what cut it.
 */
export async function receiveUpload<T>(
  context: ApiContext,
  { id, user, address, member, body }: MemberCall<BodyBytes, unknown>,
  { bytes, keptIn }: { readonly bytes: number; readonly keptIn: 'memory' | 'disk' },
  work: (intake: UploadBody) => Promise<Result<T>>,
): Promise<Result<T>> {
  const no = (error: AppError): Result<T> => ({ ok: false, error });
  const sender = { session: id, user, address };
  const stillMay = stillMayIn(context, member.since);
  const begun = await context.uploads.begin(sender, stillMay);
  if (!begun.ok) return begun;
  const upload = begun.value;
  try {
    const promised = await context.diskSpace.promise(bytes);
    if (!promised) return no({ code: 'store/full' });
    let held = 0;
    const take = (count: number): AppError | undefined => {
      if (keptIn === 'disk') return promised.arrived(count) ? undefined : { code: 'store/full' };
      held += count;
      if (!upload.hold(count)) return { code: 'api/too-fast', detail: 'pictures that are coming in' };
      return context.diskSpace.hasSpace ? undefined : { code: 'store/full' };
    };
    const flow = new Incoming(flowOf(body), { pace: context.limits.pace, signal: upload.signal, take });
    try {
      const done = await work({ flow, signal: upload.signal, stillMay: () => stillMay(sender) });
      if (flow.cut) return no(flow.cut);
      if (done.ok) promised.arrived(held);
      return done;
    } catch (error) {
      if (flow.cut) return no(flow.cut);
      throw error;
    } finally {
      promised.end();
    }
  } finally {
    upload.end();
  }
}
