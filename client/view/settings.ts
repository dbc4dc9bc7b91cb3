import { unreachable } from '../../shared/errors.ts';
import {
  type LinkState,
  type Model,
  type OpenSession,
  PREFERENCE_NAMES,
  type PreferenceName,
  type Preferences,
  type SessionState,
  type XrGrants,
  type XrState,
} from '../model/index.ts';
import { relayReason } from './permissions.ts';
import { describeStatus } from './status.ts';
import { texts } from './text/index.ts';

/** Something that is so, in words. */
export interface Fact {
  readonly icon: 'device' | 'relay' | 'lock';
  readonly title: string;
  readonly detail: string;
}

/** Returns what is saved where, as a list of facts. */
export function keptFacts(open: OpenSession): readonly Fact[] {
  const { KEPT, deviceKeeps } = texts.settings;
  const disk = open.disk.value;
  const link = open.link.value;
  const pictures = open.service.screenshots.value.filter(({ state }) => state === 'waiting').length;
  const device =
    disk.state === 'failed' ? describeStatus(disk, link).detail : deviceKeeps(open.objectCount.value);
  return [
    { icon: 'device', title: KEPT.device, detail: device },
    { icon: 'relay', title: KEPT.relay, detail: relayKeeps(link, pictures) },
    { icon: 'lock', ...KEPT.never },
  ];
}

function relayKeeps(link: LinkState, pictures: number): string {
  const { RELAY_KEEPS, relayLacks } = texts.settings;
  if (link.state === 'off') return RELAY_KEEPS.nothing;
  if (link.state === 'refused') return RELAY_KEEPS.before;
  if (link.waiting === 0 && pictures === 0) return RELAY_KEEPS.everything;
  const isFull = link.blockedBy?.code === 'link/relay-full';
  const why = isFull ? 'full' : link.state === 'live' ? 'sending' : 'unreachable';
  return relayLacks(link.waiting, pictures, why);
}

/** Why nothing of a session's settings can be changed here; undefined where it can. */
export const settingsReason = (open: OpenSession): string | undefined =>
  open.role.value === 'host' ? relayReason(open) : texts.settings.HOST_ONLY;

/** Whether archiving and deleting are this person's at all; now or later, `settingsReason` says. */
export const isEndingOffered = (open: OpenSession): boolean => open.role.value === 'host';

/** One thing that this device does or does not do for its own person. */
export interface Preference {
  readonly name: PreferenceName;
  readonly isOn: boolean;
  readonly label: string;
  /** For buttons. */
  readonly short: string;
  readonly detail: string;
  /** Why it does nothing although it is on; undefined where it does what it says. */
  readonly limit: string | undefined;
}

/** `isInAr`: AR is under way. */
export const preferencesOf = (
  { preferences, grants }: Pick<Model, 'preferences' | 'grants'>,
  isInAr: boolean,
): readonly Preference[] =>
  PREFERENCE_NAMES.map(name => ({
    name,
    isOn: preferences.value[name],
    limit: preferenceLimit(name, preferences.value, grants.value, isInAr),
    ...texts.preferences.PREFERENCES[name],
  }));

/** Why something that is on does nothing here, or not yet; undefined where it does what it says. */
export function preferenceLimit(
  name: PreferenceName,
  preferences: Preferences,
  grants: XrGrants,
  isInAr: boolean,
): string | undefined {
  if (!preferences[name] || name === 'sounds') return undefined;
  const grant = name === 'occlusion' ? grants.depth : grants.camera;
  switch (grant) {
    case 'unasked':
      return isInAr ? texts.preferences.FROM_NEXT_TIME : undefined;
    case 'granted':
      return undefined;
    case 'refused':
      return texts.preferences.REFUSED[name];
    default:
      return unreachable(grant);
  }
}

/** Why an update of the app has to wait; undefined where it may be taken now. */
export function updateBlocked(xr: XrState, session: SessionState): string | undefined {
  if (xr.state === 'presenting' || xr.state === 'starting') return texts.device.UPDATE_WAITS.xr;
  if (session.state === 'open' && session.open.disk.value.state !== 'saved')
    return texts.device.UPDATE_WAITS.unsaved;
  return undefined;
}
