import { unreachable } from '../../../shared/errors.ts';
import type { PersistenceState, PwaState, XrMode, XrState } from '../../model/index.ts';
import { describe } from './errors.ts';
import { count } from './numbers.ts';

export const TITLE = 'This device';

/** How long something took: the two largest units. */
export function lasting(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return 'less than a minute';
  const [days, hours] = [Math.floor(minutes / 1_440), Math.floor(minutes / 60) % 24];
  const parts = [
    ...(days > 0 ? [count(days, 'day')] : []),
    ...(hours > 0 ? [count(hours, 'hour')] : []),
    ...(days === 0 && minutes % 60 > 0 ? [count(minutes % 60, 'minute')] : []),
  ];
  return parts.join(' ');
}

export interface Words {
  readonly title: string;
  readonly detail: string;
}

/** Whether the app starts without a network, as the library says it. */
export function offlineWords(pwa: PwaState): Words {
  switch (pwa.state) {
    case 'unsupported':
      return {
        title: 'Starts only online here',
        detail: 'Browsers keep an app for offline use only from https or localhost addresses.',
      };
    case 'preparing':
      return { title: 'Getting ready for offline', detail: 'Saving AI Frame itself on this device.' };
    case 'ready':
      return {
        title: 'Ready offline',
        detail: 'AI Frame and its models are on this device. It starts with no network.',
      };
    case 'update':
      return { title: 'Ready offline', detail: 'A newer AI Frame is on this device, ready to take over.' };
    case 'failed':
      return { title: 'Not ready offline', detail: pwa.detail };
    default:
      return unreachable(pwa);
  }
}

/** Whether the browser may evict this site's data. `ask` labels the button that asks it not to. */
export function persistenceWords(state: PersistenceState): Words & { readonly ask: string | undefined } {
  switch (state) {
    case 'unknown':
      return {
        title: 'The browser may clear old data',
        detail: 'Ask it to keep your sessions, also when storage runs low.',
        ask: 'Keep my data',
      };
    case 'granted':
      return {
        title: 'Your data is kept',
        detail: 'The browser promised to keep your sessions until you delete them.',
        ask: undefined,
      };
    case 'denied':
      return {
        title: 'The browser did not promise to keep data',
        detail: 'Install AI Frame or add a bookmark, then ask again. Save what matters as a file.',
        ask: 'Ask again',
      };
    case 'unsupported':
      return {
        title: 'This browser cannot promise to keep data',
        detail: 'Save the sessions that matter as files.',
        ask: undefined,
      };
    default:
      return unreachable(state);
  }
}

const XR_NAMES: Record<XrMode, string> = { 'immersive-ar': 'AR', 'immersive-vr': 'VR' };

/**
 * The button that enters the world: `short` where there is little room, `reason` says why it cannot be
 * pressed.
 */
export interface XrWords {
  readonly label: string;
  readonly short: string;
  readonly reason: string | undefined;
}

export function xrWords(xr: XrState): XrWords {
  switch (xr.state) {
    case 'checking':
      return { label: 'Enter AR', short: 'AR', reason: 'Looking for a headset or AR on this device.' };
    case 'none': {
      const words = describe({ code: 'xr/unsupported' });
      return { label: 'This device has no AR', short: 'No AR', reason: `${words.title}. ${words.advice}` };
    }
    case 'available':
      return { label: `Enter ${XR_NAMES[xr.mode]}`, short: XR_NAMES[xr.mode], reason: undefined };
    case 'starting':
      return {
        label: `Starting ${XR_NAMES[xr.mode]}`,
        short: XR_NAMES[xr.mode],
        reason: `${XR_NAMES[xr.mode]} is starting.`,
      };
    case 'presenting':
      return {
        label: `In ${XR_NAMES[xr.mode]}`,
        short: XR_NAMES[xr.mode],
        reason: `You are in ${XR_NAMES[xr.mode]}.`,
      };
    case 'failed':
      return { label: `Try ${XR_NAMES[xr.mode]} again`, short: XR_NAMES[xr.mode], reason: undefined };
    default:
      return unreachable(xr);
  }
}

/** Why an update of the app has to wait. */
export const UPDATE_WAITS = {
  xr: 'It waits until you leave AR or VR.',
  unsaved: 'It waits until every change is saved on this device.',
};
