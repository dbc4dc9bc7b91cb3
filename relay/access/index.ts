export {
  AccessControl,
  type AccessControlOptions,
  type Admitted,
  readOnlyAccess,
  requestView,
} from './access-control.ts';
export { type Addressed, refusedOrigin } from './addresses.ts';
export { Attendance } from './attendance.ts';
export { Budget, type OverBudget } from './budget.ts';
export type { AccessChange } from './changes.ts';
export { KeyedMutex } from './keyed-mutex.ts';
export { rotateKeys } from './keys.ts';
export { type GivenRole, isAtLeast, type Members, newUserId, type SessionMember } from './members.ts';
export { operatorCheck } from './operator.ts';
export type { QuotaHolder, QuotaLimit } from './quotas.ts';
export { levelOf, rateLimited, type SecurityEvent, type SecurityLog } from './security-log.ts';
export { type Clocks, SeenClock } from './seen-clock.ts';
export {
  type LiveRecord,
  lastAccessed,
  newEpoch,
  readSessionRecord,
  type SessionRecord,
  type Sessions,
  type Tombstone,
  tombstone,
} from './sessions.ts';
export type { ShareRecord, Shares } from './shares.ts';
export type { TokenClaims } from './tokens.ts';
export { RECORD_BYTES } from './unproven-share.ts';
