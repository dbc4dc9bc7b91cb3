import { signal } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import type { Actions, DiskState, LinkState, OpenSession, RefusalState } from '../../client/model/index.ts';
import { describeStatus, statusActions } from '../../client/view/index.ts';
import type { AppError } from '../../shared/errors.ts';

const DISKS: DiskState[] = [
  { state: 'loading' },
  { state: 'saved' },
  { state: 'saving', changes: 3 },
  { state: 'failed', error: { code: 'disk/full' }, changes: 2 },
];
const LINKS: LinkState[] = [
  ...[0, 1, 7].flatMap(waiting =>
    (['off', 'connecting', 'offline', 'live'] as const).map(state => ({ state, waiting })),
  ),
  { state: 'refused', error: { code: 'link/forbidden' }, waiting: 4 },
];

describe('status', () => {
  it('[STATUS-1] the relay is named as having everything only when it is live and nothing waits', () => {
    for (const disk of DISKS) {
      for (const link of LINKS) {
        const { text, tone } = describeStatus(disk, link);
        const everywhere = disk.state === 'saved' && link.state === 'live' && link.waiting === 0;
        expect(text === 'Saved on the relay').toBe(everywhere);
        expect(tone === 'relay').toBe(everywhere);
        if (disk.state !== 'saved') expect(text).not.toMatch(/^Saved/);
      }
    }
  });

  it('[STATUS-4] edits that the relay did not take come before anything else of the relay, and after the device’s own trouble', () => {
    const reason = { code: 'gate/role' } as const;
    const edits = [{ id: 'a', label: 'Box', change: 'placed' }] as const;
    for (const link of LINKS) {
      const kept = describeStatus({ state: 'saved' }, link, { state: 'kept', about: 'edits', reason, edits });
      expect(kept).toMatchObject({ tone: 'loss', text: '1 edit not taken' });
      expect(kept.detail).toContain('Your role does not allow this edit');
      const asked = describeStatus({ state: 'saved' }, link, {
        state: 'asked',
        about: 'edits',
        reason,
        edits,
      });
      expect(asked).toMatchObject({ tone: 'waiting', text: '1 edit · host asked' });
      const full = describeStatus(DISKS[3] as DiskState, link, {
        state: 'kept',
        about: 'edits',
        reason,
        edits,
      });
      expect(full.text).toBe('Not saved');
    }
  });

  it('[STATUS-6] who waits for a place, or for the session to be opened again, reads what waits; it is no loss', () => {
    const full = { code: 'link/full', detail: 'session is full (2 of 2)' } as const;
    const said = (reason: AppError, waiting: number, state: 'kept' | 'asked' = 'kept') =>
      describeStatus(
        { state: 'saved' },
        { state: 'refused', error: reason, waiting },
        { state, about: 'session', reason, edits: [] },
      );
    expect(said(full, 2)).toMatchObject({ tone: 'waiting', text: 'Session full · 2 changes waiting' });
    expect(said(full, 0)).toMatchObject({ tone: 'waiting', text: 'Session full · saved on this device' });
    expect(said(full, 2, 'asked')).toMatchObject({ text: 'Session full · host asked' });
    expect(said(full, 2).detail).toMatch(/full \(2 of 2\).*saved on this device.*come in by yourself/);
    expect(said({ code: 'link/archived' }, 1)).toMatchObject({
      tone: 'waiting',
      text: 'Put away · 1 change waiting',
    });
    expect(said({ code: 'link/forbidden' }, 1)).toMatchObject({ tone: 'loss', text: 'Only on this device' });
  });

  it('[STATUS-1] waiting edits are counted in words', () => {
    expect(describeStatus({ state: 'saved' }, { state: 'offline', waiting: 1 }).text).toBe(
      'Offline · 1 change waiting',
    );
    expect(describeStatus({ state: 'saved' }, { state: 'live', waiting: 7 }).text).toBe('7 changes waiting');
    expect(describeStatus({ state: 'saved' }, { state: 'offline', waiting: 0 }).text).toBe(
      'Offline · saved on this device',
    );
  });

  it('[STATUS-2] a failing disk outranks every link', () => {
    for (const link of LINKS) {
      const status = describeStatus(DISKS[3] as DiskState, link);
      expect(status).toMatchObject({ tone: 'loss', text: 'Not saved' });
    }
  });

  it('[STATUS-5] a relay that takes nothing for now is named as the reason, as long as something waits', () => {
    const blockedBy = { code: 'link/relay-full' } as const;
    for (const state of ['connecting', 'live'] as const) {
      const waiting = describeStatus({ state: 'saved' }, { state, waiting: 3, blockedBy });
      expect(waiting).toMatchObject({ tone: 'waiting', text: 'Relay full · 3 waiting' });
      expect(waiting.detail).toMatch(/disk is nearly full.* saved on this device.* once there is room/);
      const nothing = { state, waiting: 0 };
      expect(describeStatus({ state: 'saved' }, { ...nothing, blockedBy })).toEqual(
        describeStatus({ state: 'saved' }, nothing),
      );
    }
  });

  it('[BUDGET-10] a relay that takes no more from here for now is named, whether it was ever met or not', () => {
    const blockedBy = { code: 'link/over-budget' } as const;
    for (const state of ['off', 'offline', 'connecting', 'live'] as const) {
      const waiting = describeStatus({ state: 'saved' }, { state, waiting: 3, blockedBy });
      expect(waiting).toMatchObject({ tone: 'waiting', text: 'At the limit · 3 waiting' });
      expect(waiting.detail).toMatch(/as much on the relay.* saved on this device.* by itself/);
    }
  });

  it('[STATUS-3] a failure says what happened, what was kept and what to do', () => {
    const full = describeStatus(DISKS[3] as DiskState, LINKS[0] as LinkState).detail;
    expect(full).toMatch(/storage is full/);
    expect(full).toMatch(/memory/);
    expect(full).toMatch(/Save a copy/);
    const refused = describeStatus({ state: 'saved' }, LINKS.at(-1) as LinkState);
    expect(refused.tone).toBe('loss');
    expect(refused.detail).toMatch(/saved on this device/);
  });
});

describe('what helps', () => {
  it('[VIEW-27] is offered while it does something', () => {
    const offered = (disk: DiskState, link: LinkState, refusal: RefusalState = { state: 'none' }) => {
      const open = {
        disk: signal(disk),
        link: signal(link),
        refusals: { state: signal(refusal) },
      } as unknown as OpenSession;
      return statusActions(open, {} as Actions, () => undefined).map(({ id }) => id);
    };
    const error = { code: 'link/forbidden' } as const;
    const live = { state: 'live', waiting: 0 } as const;
    expect(offered({ state: 'saved' }, live)).toEqual(['file']);
    expect(offered({ state: 'failed', error: { code: 'disk/full' }, changes: 1 }, live)).toEqual([
      'save',
      'file',
    ]);
    expect(offered({ state: 'saved' }, { state: 'offline', waiting: 0 })).toEqual(['reconnect', 'file']);
    const refused = { state: 'refused', waiting: 1, error } as const;
    expect(offered({ state: 'saved' }, refused)).toEqual(['reconnect', 'copy', 'file']);
    const kept = { state: 'kept', about: 'session', reason: error, edits: [] } as const;
    expect(offered({ state: 'saved' }, refused, kept)).toEqual(['decide', 'reconnect', 'file']);
  });
});
