import { signal } from '@preact/signals-core';
import type { BlobState, Blobs, Remote, Screenshot, SessionService } from '../../../client/model/index.ts';
import { fail } from '../../../shared/errors.ts';
import type { Standing } from '../../../shared/relay-messages.ts';
import type { OnDevice } from '../../../shared/time.ts';

const unasked = <T>() => signal<Remote<T>>({ state: 'unasked' });
const nothing = async (): Promise<undefined> => undefined;

/** A service that has not been asked anything and does nothing; `overrides` say what a preview is about. */
export const quietService = (overrides: Partial<SessionService> = {}): SessionService => ({
  standing: signal<OnDevice<Standing> | undefined>(undefined),
  members: unasked(),
  shares: unasked(),
  newShare: unasked(),
  statistics: unasked(),
  activity: unasked(),
  screenshots: signal<readonly Screenshot[]>([]),
  refresh: nothing,
  loadMoreActivity: nothing,
  createShare: nothing,
  revokeShare: nothing,
  changeRole: nothing,
  removeMember: nothing,
  changePolicy: nothing,
  askForAccess: async () => true,
  answerRequest: nothing,
  takeScreenshot: async () => false,
  screenshotUrl: nothing,
  deleteScreenshot: nothing,
  archive: nothing,
  deleteEverywhere: nothing,
  ...overrides,
});

/** No files. */
export const noBlobs: Blobs = {
  get: nothing,
  add: async () => fail('disk/unavailable'),
  state: () => signal<BlobState>({ state: 'unknown' }),
  arrivals: signal(0),
};
