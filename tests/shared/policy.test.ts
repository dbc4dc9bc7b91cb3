import { describe, expect, it } from 'vitest';
import {
  isBeyondHelp,
  isFinal,
  isLockedOut,
  isPassing,
  isPassingLockout,
  needsRebase,
  POLICY,
  passesAgain,
} from '../../shared/errors/policy.ts';
import type { ErrorCode } from '../../shared/errors.ts';

const CODES = Object.keys(POLICY) as ErrorCode[];
const begins = (prefix: string): ErrorCode[] => CODES.filter(code => code.startsWith(prefix));

/** Every answer, written out: a code that changes sides has to change here too. */
const ANSWERS: readonly (readonly [string, (code: ErrorCode) => boolean, readonly ErrorCode[]])[] = [
  [
    'the link does not try again by itself',
    code => isFinal({ code }),
    [
      ...begins('link/').filter(code => code !== 'link/offline'),
      'api/conflict',
      'api/deleted',
      'api/may-not-create',
    ],
  ],
  [
    'this person is locked out',
    code => isLockedOut({ code }),
    ['link/forbidden', 'link/gone', 'api/deleted', 'link/full', 'link/archived', 'link/unreadable'],
  ],
  [
    'a lockout ends by itself',
    code => isPassingLockout(code),
    ['link/full', 'link/archived', 'link/unreadable'],
  ],
  [
    'the session is rebased on what the relay holds',
    code => needsRebase({ code }),
    [...begins('gate/'), 'link/forbidden', 'link/epoch'],
  ],
  [
    'refused edits pass when they are written again',
    code => passesAgain(code),
    ['gate/client-id', 'gate/too-many-conflicts', 'gate/too-fast'],
  ],
  [
    'a request waits and is sent again',
    code => isPassing({ code }),
    [
      'api/unavailable',
      'api/too-fast',
      'api/too-slow',
      'api/budget',
      'api/hash',
      'api/range',
      'store/unavailable',
      'store/full',
      'link/offline',
    ],
  ],
  [
    'nobody can be asked',
    code => isBeyondHelp({ code }),
    ['link/gone', 'api/deleted', 'link/epoch', 'link/unreadable', 'document/newer-format'],
  ],
];

describe('what an error code means', () => {
  it.each(ANSWERS)('[ERR-2] %s', (_, answer, codes) => {
    expect(CODES.filter(answer).sort()).toEqual([...codes].sort());
  });
});
