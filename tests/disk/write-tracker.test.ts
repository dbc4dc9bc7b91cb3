import { expect, it } from 'vitest';
import { WriteTracker } from '../../client/disk/document/write-tracker.ts';

const update = Uint8Array.of(0, 0);

it('[DISK-4] after a loss nothing counts as saved until the whole document is', () => {
  const tracker = new WriteTracker();
  tracker.add(update);
  const first = tracker.take();
  tracker.add(update);
  const second = tracker.take();
  if (!first || !second) throw new Error('nothing to take');
  tracker.failed(first);
  tracker.written(second);
  expect(tracker).toMatchObject({ savedThrough: 0, changes: 1, lost: 1 });
  tracker.add(update);
  tracker.wroteWhole(2, 1);
  expect(tracker).toMatchObject({ savedThrough: 2, changes: 1, lost: 0, hasQueued: true });
});

it('[DISK-12] what another tab has saved waits no more, and what came later does', () => {
  const tracker = new WriteTracker();
  for (let i = 0; i < 3; i++) tracker.add(update);
  tracker.savedElsewhere(2);
  expect(tracker).toMatchObject({ savedThrough: 2, changes: 1 });
  expect(tracker.take()).toMatchObject({ updates: [update], through: 3 });
  expect(tracker.take()).toBeUndefined();
});
