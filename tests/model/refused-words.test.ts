import { signal } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import {
  askReason,
  type LinkState,
  mayAskHost,
  type OpenSession,
  progressWords,
  type Refused,
} from '../../client/model/index.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Role } from '../../shared/session/index.ts';

/** The little of an open session that these words are about. */
const session = (link: LinkState, role: Role = 'viewer'): OpenSession =>
  ({ link: signal(link), role: signal(role) }) as unknown as OpenSession;
const refused = (state: Refused['state'], reason: AppError = { code: 'link/forbidden' }) =>
  ({ state, reason, edits: [] }) satisfies Refused;
const live: LinkState = { state: 'live', waiting: 0 };
const offline: LinkState = { state: 'offline', waiting: 1 };
const out: LinkState = { state: 'refused', waiting: 1, error: { code: 'link/forbidden' } };

describe('asking the host about refused edits', () => {
  it('[UI-34] waits for the relay, and says so; whom the relay lets in no more can ask all the same', () => {
    expect(askReason(session(live), refused('kept'))).toBeUndefined();
    expect(askReason(session(offline), refused('kept'))).toMatch(/once the relay can be reached/);
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

  it('[UI-34] what is under way is said, and nothing where the person decides', () => {
    expect(progressWords(refused('asked'))).toMatch(/has been asked/);
    expect(progressWords(refused('working'))).toMatch(/Working/);
    expect(progressWords(refused('kept'))).toBeUndefined();
  });
});
