import { signal } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import type { CodeMade, LinkState, NewShare, OpenSession, Remote } from '../../client/model/index.ts';
import { inviteWords, shareReason, shareRows } from '../../client/view/index.ts';
import type { Role } from '../../shared/session/index.ts';
import { deviceTime } from '../support/builders.ts';
import { quietService } from '../ui/preview/service.ts';

const NOW = deviceTime(Date.UTC(2026, 5, 1, 12));
const LIVE: LinkState = { state: 'live', waiting: 0 };

const session = (
  role: Role,
  link: LinkState = LIVE,
  newShare: Remote<NewShare> = { state: 'unasked' },
): OpenSession =>
  ({
    role: signal(role),
    link: signal(link),
    service: { ...quietService(), newShare: signal(newShare) },
  }) as unknown as OpenSession;
const code = (rest: Partial<CodeMade>): CodeMade => ({
  share: 'one',
  role: 'editor',
  created: deviceTime(NOW - 60_000),
  expires: deviceTime(NOW + 60_000),
  uses: 0,
  max_uses: null,
  ...rest,
});

describe('codes', () => {
  it('[VIEW-28] are newest first, and over by time or by number of uses', () => {
    const rows = shareRows(
      session('host'),
      [
        code({ share: 'old', created: deviceTime(NOW - 120_000), expires: NOW }),
        code({ share: 'used up', uses: 5, max_uses: 5 }),
        code({ share: 'new', role: 'viewer', created: NOW, uses: 1 }),
      ],
      NOW,
    );
    expect(rows.map(({ share, isOver }) => [share, isOver])).toEqual([
      ['new', false],
      ['used up', true],
      ['old', true],
    ]);
    expect(rows.map(({ title }) => title)).toEqual(['Can only look', 'Can edit', 'Can edit']);
    expect(rows[0]?.detail).toMatch(/used by 1 person · until/);
    expect(rows[1]?.detail).toMatch(/used by 5 of 5 · works no more/);
  });

  it('[VIEW-28] are made by the host while the relay is there; else it says why, wherever one would be made', () => {
    expect(shareReason(session('host'))).toBeUndefined();
    expect(inviteWords(session('host'), 'viewer')).toBe('Whoever has the code can look, for 24 hours.');
    for (const open of [session('editor'), session('host', { state: 'offline', waiting: 0 })])
      expect(inviteWords(open, 'editor')).toBe(shareReason(open));
    const failed = session('host', LIVE, { state: 'failed', error: { code: 'api/unavailable' } });
    expect(inviteWords(failed, 'editor')).not.toContain('24 hours');
  });
});
