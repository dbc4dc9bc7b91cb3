import { signal } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import type { LinkState, OpenSession } from '../../client/model/index.ts';
import { mayAskHost, type Refused } from '../../client/view/index.ts';
import {
  askingWords,
  askReason,
  keptWords,
  progressWords,
  retryText,
} from '../../client/view/text/refusal.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Role } from '../../shared/session/index.ts';

/** The little of an open session that these words are about. */
const session = (link: LinkState, role: Role = 'viewer'): OpenSession =>
  ({ link: signal(link), role: signal(role) }) as unknown as OpenSession;
const refused = (state: Refused['state'], reason: AppError = { code: 'link/forbidden' }) =>
  ({ state, about: 'session', reason, edits: [] }) satisfies Refused;
const live: LinkState = { state: 'live', waiting: 0 };
const offline: LinkState = { state: 'offline', waiting: 1 };
const out: LinkState = { state: 'refused', waiting: 1, error: { code: 'link/forbidden' } };

describe('asking the host about refused edits', () => {
  it('[UI-34] waits for the relay, and says so; whom the relay lets in no more can ask all the same', () => {
    expect(askReason(session(live), refused('kept'))).toBeUndefined();
    const ofEdits = { ...refused('kept', { code: 'gate/role' }), about: 'edits' } as const;
    expect(askReason(session(offline), ofEdits)).toMatch(/once the relay can be reached/);
    expect(askReason(session(out), refused('kept'))).toBeUndefined();
    expect(askReason(session(live), refused('asked'))).toBeUndefined();
    for (const link of [live, offline, out])
      expect(askReason(session(link), refused('working'))).toMatch(/under way/);
  });

  it('[UI-34] makes no sense for the host, nor where the session is gone', () => {
    expect(mayAskHost(session(live), refused('kept'))).toBe(true);
    expect(mayAskHost(session(live, 'host'), refused('kept'))).toBe(false);
    expect(mayAskHost(session(live), refused('kept', { code: 'link/gone' }))).toBe(false);
  });

  it('[UI-36] a place is asked for, and not where anybody may open the session again, nor for one’s own windows', () => {
    const full = { code: 'link/full', detail: 'session is full (2 of 2)' } as const;
    expect(mayAskHost(session(out), refused('kept', full))).toBe(true);
    expect(askingWords(refused('kept', full))).toMatch(/make room/);
    expect(progressWords(refused('asked', full))).toMatch(/asked for a place/);
    const own = { code: 'link/full', detail: '20 sockets of yours are in this session' } as const;
    expect(mayAskHost(session(out), refused('kept', own))).toBe(false);
    const away = refused('kept', { code: 'link/archived' });
    expect(mayAskHost(session(out), away)).toBe(false);
    for (const role of ['host', 'editor', 'viewer'] as const) {
      expect(mayAskHost(session(out, role), away)).toBe(false);
      expect(retryText(away)).toMatchObject({ title: 'Open it again', isCure: true });
    }
  });

  it('[UI-36] what is only here is counted, and how it ends is said', () => {
    const known = (reason: AppError, waiting: number): string =>
      keptWords(session({ ...out, waiting }), refused('kept', reason));
    expect(known({ code: 'link/full' }, 2)).toBe(
      '2 edits of yours are only here. You can go on; they go up by themselves once there is a place.',
    );
    expect(known({ code: 'link/archived' }, 1)).toBe(
      '1 edit of yours is only here. You can go on; it goes up by itself once somebody opens the session again.',
    );
    expect(known({ code: 'link/full' }, 0)).toMatch(/come in by yourself once there is a place/);
    expect(known({ code: 'link/forbidden' }, 3)).toBe(
      '3 edits of yours are only here. You can go on here; nobody else sees it.',
    );
  });

  it('[UI-34] what is under way is said, and nothing where the person decides', () => {
    expect(progressWords(refused('asked'))).toMatch(/has been asked/);
    expect(progressWords(refused('working'))).toMatch(/Working/);
    expect(progressWords(refused('kept'))).toBeUndefined();
  });
});
