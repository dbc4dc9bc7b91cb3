import { isPassingLockout } from '../../shared/errors/policy.ts';
import { type AppError, unreachable } from '../../shared/errors.ts';
import type { Actions, DiskState, LinkState, OpenSession, RefusalState, Status } from '../model/index.ts';
import { keepCopy, type Refused, refusedOf } from './refusal.ts';
import { texts } from './text/index.ts';

/**
 * One status of three facts. The disk speaks first: what is not safe here matters more than what is not there
 * yet. Then edits that wait for the person's decision, which no waiting will bring to the relay.
 */
export function describeStatus(
  disk: DiskState,
  link: LinkState,
  refusal: RefusalState = { state: 'none' },
): Status {
  const { status } = texts;
  switch (disk.state) {
    case 'loading':
      return { tone: 'busy', ...status.OPENING };
    case 'failed':
      return { tone: 'loss', text: status.NOT_SAVED, detail: status.inFull(disk.error) };
    case 'saving':
      return { tone: 'busy', text: status.SAVING, detail: status.writing(disk.changes) };
    case 'saved':
      return refusal.state === 'none' ? describeLink(link) : describeRefusal(refusal, link);
    default:
      return unreachable(disk);
  }
}

function describeLockout({ state, reason }: Refused, { waiting }: LinkState): Status {
  const { status } = texts;
  const detail = status.inFull(reason);
  const isAsked = state === 'asked';
  // Nobody has to do anything about these here.
  if (isPassingLockout(reason.code)) {
    const text = status.outside(status.OUTSIDE[reason.code], waiting, isAsked);
    return { tone: 'waiting', text, detail };
  }
  return {
    tone: state === 'kept' ? 'loss' : 'waiting',
    text: isAsked ? status.ONLY_HERE_ASKED : status.ONLY_HERE,
    detail,
  };
}

function describeRefusal(refused: Refused, link: LinkState): Status {
  if (refused.about === 'session') return describeLockout(refused, link);
  const { title } = texts.errors.describe(refused.reason);
  const n = refused.edits.length;
  switch (refused.state) {
    case 'kept':
      return { tone: 'loss', ...texts.status.notTaken(n, title) };
    case 'asked':
      return { tone: 'waiting', ...texts.status.hostAsked(n, title) };
    case 'working':
      return { tone: 'busy', ...texts.status.SORTING };
    default:
      return unreachable(refused);
  }
}

const describeBlocked = (blockedBy: AppError, waiting: number): Status => ({
  tone: 'waiting',
  text: texts.status.blocked(blockedBy.code === 'link/over-budget', waiting),
  detail: texts.status.inFull(blockedBy),
});

function describeLink(link: LinkState): Status {
  const { status } = texts;
  const { waiting } = link;
  // With nothing waiting all is well.
  if ('blockedBy' in link && link.blockedBy && waiting > 0) return describeBlocked(link.blockedBy, waiting);
  switch (link.state) {
    case 'off':
      return { tone: 'device', ...status.NO_RELAY_YET };
    case 'offline':
      return waiting === 0
        ? { tone: 'device', ...status.OFFLINE }
        : { tone: 'waiting', ...status.offline(waiting) };
    case 'connecting':
      return waiting === 0
        ? { tone: 'device', ...status.CONNECTING }
        : { tone: 'waiting', ...status.connecting(waiting) };
    case 'live':
      return waiting === 0
        ? { tone: 'relay', ...status.ON_RELAY }
        : { tone: 'waiting', ...status.sending(waiting) };
    case 'refused':
      return { tone: 'loss', text: status.REFUSED, detail: status.inFull(link.error) };
    default:
      return unreachable(link);
  }
}

/** Something that helps with where the edits are. */
export interface StatusAction {
  readonly id: 'decide' | 'save' | 'reconnect' | 'copy' | 'file';
  readonly label: string;
  readonly isMain: boolean;
  readonly run: () => unknown;
}

/**
 * Returns what can be done now about where the edits are. `decide` shows the place where a refusal is
 * decided.
 */
export function statusActions(
  open: OpenSession,
  actions: Pick<Actions, 'retryDisk' | 'reconnect' | 'exportSession' | 'openSession'>,
  decide: () => void,
): readonly StatusAction[] {
  const link = open.link.value.state;
  const isRefused = refusedOf(open) !== undefined;
  const all: readonly (Omit<StatusAction, 'label'> & { readonly isOffered: boolean })[] = [
    { id: 'decide', isMain: true, isOffered: isRefused, run: decide },
    {
      id: 'save',
      isMain: true,
      isOffered: open.disk.value.state === 'failed',
      run: () => actions.retryDisk(),
    },
    {
      id: 'reconnect',
      isMain: false,
      isOffered: link === 'offline' || link === 'refused' || link === 'off',
      run: () => actions.reconnect(),
    },
    {
      id: 'copy',
      isMain: false,
      isOffered: link === 'refused' && !isRefused,
      run: () => keepCopy(open, actions),
    },
    { id: 'file', isMain: false, isOffered: true, run: () => actions.exportSession() },
  ];
  return all
    .filter(({ isOffered }) => isOffered)
    .map(({ isOffered: _, ...action }) => ({ ...action, label: texts.status.ACTIONS[action.id] }));
}
