import fc from 'fast-check';
import * as decoding from 'lib0/decoding';
import { describe, expect, it } from 'vitest';
import { describe as describeError, type ErrorCode, isErrorCode } from '../../shared/errors.ts';
import { isObjectId, isSessionId, newObjectId, newSessionId } from '../../shared/ids.ts';
import { KIND_NAMES, KINDS, kindOf, validateFields } from '../../shared/kinds/index.ts';
import {
  CLOSE,
  closeError,
  encodeAck,
  MESSAGE,
  offerProtocols,
  readAck,
  sessionOfPath,
  socketPath,
  supportsExtensions,
  tokenOf,
} from '../../shared/protocol.ts';
import { decodePresence, encodePresence } from '../../shared/session/index.ts';
import { placement, pose } from './arbitraries.ts';

describe('the wire', () => {
  it('[CLOSE-1] final close codes stand for an error; all others mean: try again', () => {
    for (const code of Object.values(CLOSE)) expect(isErrorCode(closeError(code))).toBe(true);
    expect(closeError(4499)).toBe('link/protocol');
    for (const code of [1000, 1001, 1006, 1011, 1013, 4399, 4500]) expect(closeError(code)).toBeUndefined();
  });

  it('[CLOSE-1] the token travels in the subprotocol and is found again only beside ours', () => {
    expect(tokenOf(offerProtocols('a.b.c'))).toBe('a.b.c');
    expect(tokenOf(['token.a.b.c'])).toBeUndefined();
    expect(tokenOf(['aiframe.v1'])).toBeUndefined();
    expect(supportsExtensions(offerProtocols('a.b.c'))).toBe(true);
    expect(supportsExtensions(['aiframe.v1', 'token.a.b.c'])).toBe(false);
  });

  it('[CLOSE-1] a socket path names a session or is none of ours', () => {
    const session = newSessionId();
    expect(sessionOfPath(socketPath(session))).toBe(session);
    for (const bad of [
      '/',
      '/ws/sessions/',
      `/ws/sessions/${session}/x`,
      '/ws/sessions/../../etc',
      `/ws/sessions/${session.toUpperCase()}`,
    ]) {
      expect(sessionOfPath(bad)).toBeUndefined();
    }
  });

  it('[CLOSE-1] an ack carries its number there and back', () => {
    fc.assert(
      fc.property(fc.nat(), version => {
        const decoder = decoding.createDecoder(encodeAck(version));
        expect(decoding.readVarUint(decoder)).toBe(MESSAGE.ack);
        expect(readAck(decoder)).toBe(version);
      }),
    );
  });
});

describe('words', () => {
  it('[ERR-1] every code has words', () => {
    const codes: ErrorCode[] = ['disk/full', 'link/offline', 'xr/denied', 'api/conflict'];
    for (const code of codes) {
      const words = describeError({ code });
      for (const each of Object.values(words)) expect(each.length).toBeGreaterThan(5);
    }
    expect(isErrorCode('toString')).toBe(false);
  });

  it('[KIND-1] every kind passes its own rules', () => {
    for (const name of KIND_NAMES) {
      const kind = KINDS[name];
      expect(validateFields(kind, { color: kind.color })).toBeUndefined();
      expect(kind.size.every(n => n > 0 && n < 2)).toBe(true);
    }
    expect(kindOf('toString')).toBeUndefined();
  });

  it('[KIND-1] ids are recognised for what they are', () => {
    expect(isSessionId(newSessionId())).toBe(true);
    expect(isObjectId(newObjectId())).toBe(true);
    for (const bad of ['', '__proto__', 'a/b', 'x'.repeat(65), 7, null]) expect(isObjectId(bad)).toBe(false);
  });
});

describe('presence', () => {
  it('[DOC-12] what was sent is what is read, to the millimetre', () => {
    fc.assert(
      fc.property(pose, placement, (head, held) => {
        const sent = {
          user: 'u',
          name: 'Anna',
          color: '#112233',
          device: 'headset',
          attention: 'here',
          head,
          held: [{ id: 'a', placement: held }],
        } as const;
        const read = decodePresence(JSON.parse(JSON.stringify(encodePresence(sent))));
        for (let i = 0; i < 3; i++) {
          expect(read?.head?.position[i]).toBeCloseTo(head.position[i] as number, 2);
          expect(read?.held[0]?.placement.position[i]).toBeCloseTo(held.position[i] as number, 3);
        }
        expect(read).toMatchObject({ user: 'u', name: 'Anna', attention: 'here' });
      }),
    );
  });

  it('[DOC-12] aims and pings are read as they were sent, no more than a few, and junk of them is left out', () => {
    const person = {
      user: 'u',
      name: 'A',
      color: '#112233',
      device: 'screen',
      attention: 'here',
      held: [],
    } as const;
    const aim = { from: [0, 1, 2], to: [3, 4, 5.1234] } as const;
    const sent = { ...person, aims: [aim, aim, aim], ping: { n: 3, asks: 'come', at: [1, 2, 3] } } as const;
    const read = decodePresence(JSON.parse(JSON.stringify(encodePresence(sent))));
    expect(read?.aims).toEqual([
      { from: [0, 1, 2], to: [3, 4, 5.123] },
      { from: [0, 1, 2], to: [3, 4, 5.123] },
    ]);
    expect(read?.ping).toEqual({ n: 3, asks: 'come', at: [1, 2, 3] });
    expect(encodePresence({ ...person, aims: [] })).not.toHaveProperty('aims');
    const junk = {
      aims: [[1, 2, 3], 'x', [1, 2, 3, 4, 5, 1e9]],
      ping: { n: 1.5, asks: 'look', at: [0, 0, 0] },
    };
    expect(decodePresence({ ...person, ...junk, waves: true })).toEqual(person);
    // What a newer version may ask is at least a place to look at.
    expect(decodePresence({ ...person, ping: { n: 1, asks: 'dance', at: [0, 0, 0] } })?.ping?.asks).toBe(
      'look',
    );
  });

  it('[DOC-12] [ROOM-20] a shared space comes as it was sent, to a tenth of a millimetre, and junk of it is left out', () => {
    const person = {
      user: 'u',
      name: 'A',
      color: '#112233',
      device: 'headset',
      attention: 'here',
      held: [],
    } as const;
    const at = { yaw: -2.1234567, translation: [1.23456, 0, -140.5] } as const;
    const sent = encodePresence({ ...person, shared: { space: 'a-uuid', at } });
    expect(decodePresence(JSON.parse(JSON.stringify(sent)))?.shared).toEqual({
      space: 'a-uuid',
      at: { yaw: -2.123457, translation: [1.2346, 0, -140.5] },
    });
    for (const shared of [
      'a-uuid',
      ['a-uuid', 1, 2, 3],
      ['', 0, 0, 0, 0],
      ['x'.repeat(65), 0, 0, 0, 0],
      [7, 0, 0, 0, 0],
      ['a-uuid', 0, Number.NaN, 0, 0],
      ['a-uuid', null, 0, 0, 0],
      ['a-uuid', 0, 1e9, 0, 0],
    ]) {
      expect(decodePresence({ ...person, shared })).toEqual(person);
    }
  });

  it('[TOGETHER-8] who may only look holds nothing, whatever their device says', () => {
    const held = [['a', [null, 1, 2, 3, 0, 0, 0, 1, 1, 1, 1]]];
    const said = (role: string) => decodePresence({ user: 'u', role, held })?.held.map(({ id }) => id);
    expect([said('host'), said('editor'), said('viewer')]).toEqual([['a'], ['a'], []]);
  });

  it('[DOC-12] anything at all is a sane record or none', () => {
    fc.assert(
      fc.property(fc.anything(), value => {
        const read = decodePresence(value);
        if (read) expect(typeof read.name).toBe('string');
      }),
    );
    expect(decodePresence({ user: 'u', head: [1, 2], held: 'x', color: 7, attention: 'gone' })).toEqual({
      user: 'u',
      name: 'Someone',
      color: '#9aa7b8',
      device: 'screen',
      attention: 'here',
      held: [],
    });
  });
});
