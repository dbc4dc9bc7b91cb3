import { expect, it } from 'vitest';
import { WriteTracker } from '../../client/disk/document/write-tracker.ts';

const update = Uint8Array.of(0, 0);

it('[DISK-4] after a loss nothing counts as saved until the whole document is', () => {
  const ledger = new WriteTracker();
  ledger.add(update);
  const first = ledger.take();
  ledger.add(update);
  const second = ledger.take();
  if (!first || !second) throw new Error('nothing to take');
  ledger.failed(first);
  ledger.written(second);
  expect(ledger).toMatchObject({ savedThrough: 0, changes: 1, lost: 1 });
  ledger.add(update);
  ledger.wroteWhole(2, 1);
  expect(ledger).toMatchObject({ savedThrough: 2, changes: 1, lost: 0, waits: true });
});

it('[DISK-12] what another tab has saved waits no more, and what came later does', () => {
  const ledger = new WriteTracker();
  for (let i = 0; i < 3; i++) ledger.add(update);
  ledger.savedElsewhere(2);
  expect(ledger).toMatchObject({ savedThrough: 2, changes: 1 });
  expect(ledger.take()).toMatchObject({ updates: [update], through: 3 });
  expect(ledger.take()).toBeUndefined();
});
