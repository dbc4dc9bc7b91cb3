import { expect, it } from 'vitest';
import { Attendance } from '../../../relay/access/index.ts';
import { newSessionId, type UserId } from '../../../shared/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';

it('[API-21] silence makes somebody away, and gone only after ten minutes; a plain client is here while it is connected', () => {
  const kept: number[] = [];
  const attendance = new Attendance((_session, _user, at) => kept.push(at));
  const session = newSessionId();
  const [ada, plain] = ['ada-0123456789abcdef', 'plain-0123456789abcd'] as UserId[] as [UserId, UserId];
  const start = 1_000_000_000;
  attendance.heartbeat(session, ada, 'here', start);
  attendance.socket(session, plain, start);
  const at = (ms: number, user: UserId, isConnected: boolean) =>
    attendance.presence(session, user, isConnected, start + ms);
  expect(at(LIMITS.heartbeatMs, ada, true)).toBe('here');
  expect(at(LIMITS.heartbeatMissedMs + 1, ada, true)).toBe('away');
  expect(at(LIMITS.heartbeatMissedMs + 1, ada, false)).toBe('away');
  expect(at(LIMITS.goneAfterMs, ada, false)).toBe('away');
  expect(at(LIMITS.goneAfterMs + 1, ada, false)).toBe('gone');
  // A headset that was taken off keeps its socket: away, however long.
  expect(at(LIMITS.goneAfterMs * 10, ada, true)).toBe('away');
  expect(at(LIMITS.goneAfterMs * 10, plain, true)).toBe('here');
  // Written down now and then, not with each heartbeat.
  for (let ms = 0; ms < LIMITS.goneAfterMs; ms += LIMITS.heartbeatMs) {
    attendance.heartbeat(session, ada, 'here', start + ms);
  }
  expect(kept.length).toBeGreaterThan(2);
  expect(kept.length).toBeLessThan(6);
  attendance.heartbeat(session, plain, 'here', start + LIMITS.goneAfterMs * 3);
  expect(attendance.lastSeen(session, ada)).toBeUndefined();
});
