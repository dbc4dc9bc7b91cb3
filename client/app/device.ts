import { assert } from '../../shared/errors.ts';
import { type Disk, memoryDisk, openDisk } from '../disk/index.ts';
import { type RelayApi, relayApi } from '../link/index.ts';
import {
  type Actions,
  createModel,
  type Identity,
  type Model,
  PEOPLE_COLORS,
  type Profile,
} from '../model/index.ts';
import { texts } from '../view/index.ts';
import { createNotices, type Notices, reportUnexpectedErrors } from './notices.ts';
import { openPreferences } from './preferences.ts';
import { openStoredAlignments, type StoredAlignments } from './space/stored-alignments.ts';

/**
 * Everything that does not depend on a session: the disk, the person, their settings, the way to the relay.
 */
export interface Device {
  readonly disk: Disk;
  readonly identity: Identity;
  readonly model: Model;
  readonly notices: Notices;
  readonly api: RelayApi;
  /** Where the relay is. */
  readonly base: string;
  readonly alignments: StoredAlignments;
  readonly preferences: Pick<Actions, 'prefer'>;
}

/** A disk in memory stands in where the browser stores nothing. */
export async function openDevice(base: string): Promise<Device> {
  const opened = await openDisk();
  const disk: Disk = opened.ok ? opened.value : memoryDisk();
  const identity = await identityOf(disk);
  const stored = await disk.profile.get();
  const model = createModel((stored.ok && stored.value) || newProfile(identity));
  const notices = createNotices(model.notices);
  reportUnexpectedErrors(notices);
  if (!opened.ok) notices.report(opened.error);
  const alignments = await openStoredAlignments(disk, model.places, notices);
  const preferences = await openPreferences(disk, model, notices);
  return { disk, identity, model, notices, api: relayApi(base, identity), base, alignments, preferences };
}

/** This device's identity, or one that lasts until the tab closes where the disk cannot even keep that. */
async function identityOf(disk: Disk): Promise<Identity> {
  for (const each of [disk, memoryDisk()]) {
    const known = await each.identity();
    if (known.ok) return known.value;
    console.warn(known.error);
  }
  assert(false, 'a disk in memory always has an identity');
}

/** A name and a colour for somebody who has not chosen any yet. */
function newProfile({ user }: Identity): Profile {
  const letters = user
    .replace(/[^A-Za-z]/g, '')
    .slice(0, 3)
    .toUpperCase();
  const sum = [...user].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return { name: texts.naming.guest(letters), color: PEOPLE_COLORS[sum % PEOPLE_COLORS.length] as string };
}
