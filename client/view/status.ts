import { isPassingLockout, type PassingLockout } from '../../shared/errors/policy.ts';
import { type AppError, unreachable } from '../../shared/errors.ts';
import type { DiskState, LinkState, RefusalState, Status } from '../model/index.ts';
import { texts } from './text/index.ts';

const changes = (n: number): string => (n === 1 ? '1 change' : `${n} changes`);

/**
 * One status of three facts. The disk speaks first: what is not safe here matters more than what is not there
 * yet. Then edits that wait for the person's decision, which no waiting will bring to the relay.
 */
export function describeStatus(
  disk: DiskState,
  link: LinkState,
  refusal: RefusalState = { state: 'none' },
): Status {
  switch (disk.state) {
    case 'loading':
      return { tone: 'busy', text: 'Opening', detail: 'Reading this session from this device.' };
    case 'failed': {
      const words = texts.errors.describe(disk.error);
      return { tone: 'loss', text: 'Not saved', detail: `${words.title}. ${words.kept} ${words.advice}` };
    }
    case 'saving':
      return { tone: 'busy', text: 'Saving', detail: `Writing ${changes(disk.changes)} to this device.` };
    case 'saved':
      return refusal.state === 'none' ? describeLink(link) : describeRefusal(refusal, link);
    default:
      return unreachable(disk);
  }
}

/** Who waits for a place, or for the session to be opened again or brought back, comes in by themselves. */
const WAITS: Record<PassingLockout, string> = {
  'link/full': 'Session full',
  'link/archived': 'Put away',
  'link/unreadable': 'Not readable on the relay',
};

function describeOut(
  { state, reason }: Exclude<RefusalState, { readonly state: 'none' }>,
  { waiting }: LinkState,
): Status {
  const words = texts.errors.describe(reason);
  if (isPassingLockout(reason.code)) {
    const why = WAITS[reason.code];
    const kept = waiting > 0 ? `${changes(waiting)} waiting` : 'saved on this device';
    return {
      tone: 'waiting',
      text: `${why} · ${state === 'asked' ? 'host asked' : kept}`,
      detail: `${words.title}. ${words.kept} ${words.advice}`,
    };
  }
  return {
    tone: state === 'kept' ? 'loss' : 'waiting',
    text: state === 'asked' ? 'Only here · host asked' : 'Only on this device',
    detail: `${words.title}. ${words.kept} ${words.advice}`,
  };
}

function describeRefusal(
  refusal: Exclude<RefusalState, { readonly state: 'none' }>,
  link: LinkState,
): Status {
  const { title } = texts.errors.describe(refusal.reason);
  const n = refusal.edits.length;
  if (refusal.about === 'session') return describeOut(refusal, link);
  const edits = n === 1 ? '1 edit' : `${n} edits`;
  const are = n === 1 ? 'is' : 'are';
  switch (refusal.state) {
    case 'kept':
      return {
        tone: 'loss',
        text: `${edits} not taken`,
        detail: `${title}. ${edits} of yours ${are} on this device and not on the relay. Nothing is lost: you decide what happens.`,
      };
    case 'asked':
      return {
        tone: 'waiting',
        text: `${edits} · host asked`,
        detail: `${title}. The host has been asked; ${edits.toLowerCase()} of yours ${are} safe on this device until then.`,
      };
    case 'working':
      return {
        tone: 'busy',
        text: 'Sorting out edits',
        detail: 'Saved on this device. What you decided is being done.',
      };
    default:
      return unreachable(refusal);
  }
}

function describeBlocked(reason: AppError, waiting: number): Status {
  const { title, kept, advice } = texts.errors.describe(reason);
  // Two lines in a phone's corner.
  const why = reason.code === 'link/over-budget' ? 'At the limit' : 'Relay full';
  return { tone: 'waiting', text: `${why} · ${waiting} waiting`, detail: `${title}. ${kept} ${advice}` };
}

function describeLink(link: LinkState): Status {
  const n = changes(link.waiting);
  // With nothing waiting all is well.
  if ('blockedBy' in link && link.blockedBy && link.waiting > 0)
    return describeBlocked(link.blockedBy, link.waiting);
  switch (link.state) {
    case 'off':
      return {
        tone: 'device',
        text: 'Saved on this device',
        detail: 'This session has not met a relay yet.',
      };
    case 'offline':
      return link.waiting === 0
        ? {
            tone: 'device',
            text: 'Offline · saved on this device',
            detail: 'The relay has everything up to now. It cannot be reached at the moment; go on working.',
          }
        : {
            tone: 'waiting',
            text: `Offline · ${n} waiting`,
            detail: `Saved on this device. ${n} will go to the relay when it can be reached.`,
          };
    case 'connecting':
      return link.waiting === 0
        ? { tone: 'device', text: 'Saved on this device', detail: 'Connecting to the relay.' }
        : { tone: 'waiting', text: `${n} waiting`, detail: 'Saved on this device. Connecting to the relay.' };
    case 'live':
      return link.waiting === 0
        ? {
            tone: 'relay',
            text: 'Saved on the relay',
            detail: 'Everything is on this device and on the relay’s disk. Others see it live.',
          }
        : { tone: 'waiting', text: `${n} waiting`, detail: 'Saved on this device, on its way to the relay.' };
    case 'refused': {
      const words = texts.errors.describe(link.error);
      return { tone: 'loss', text: 'Refused', detail: `${words.title}. ${words.kept} ${words.advice}` };
    }
    default:
      return unreachable(link);
  }
}
