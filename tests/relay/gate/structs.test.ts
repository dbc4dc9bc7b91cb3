import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
// The gate is pure, so it is driven from inside; the real relay is attacked in gate-attacks.test.ts.
import { judge, judgeImport } from '../../../relay/gate/gate.ts';
import type { ClientOwner, UpdateSource } from '../../../relay/gate/state.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { Writer } from '../../../shared/session/index.ts';
import { type Forged, type ForgedClient, forge } from '../../support/forge.ts';

const writer = (name: string, role: Writer['role']): Writer => ({
  user: name.padEnd(20, '_'),
  role,
  editing: true,
});
const HOST = writer('host', 'host');
const ANNA = writer('anna', 'editor');
const BEN = writer('ben', 'editor');
const VIC = writer('vic', 'viewer');
const PLACEMENT = [null, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1];
const ANNAS = 1_000;
const BENS = 7;
const CARLS = 5_000;

/** An object with its keys from (`client`, `clock`) on: map, kind, placement, by, and what more there is. */
const object = (
  client: number,
  clock: number,
  id: string,
  by: Writer,
  more: Readonly<Record<string, unknown>> = {},
): Forged[] => [
  { holds: 'map', parent: 'objects', key: id },
  ...Object.entries({ kind: 'box', placement: PLACEMENT, by: by.user, ...more }).map(
    ([key, value]): Forged => ({ holds: 'values', values: [value], parent: { client, clock }, key }),
  ),
];

/** A relay's document with an object of Anna's, and what the gate says of what is sent to it. */
function relay(bytes = 0) {
  const doc = new Y.Doc();
  const owners = new Map<number, ClientOwner>();
  const send = (update: Uint8Array, from: Writer, manner?: UpdateSource): string => {
    const state = { doc, ownerOf: (client: number) => owners.get(client), bytes: () => bytes };
    const verdict = judge(update, state, from, manner);
    if (verdict.type !== 'accept') return verdict.type === 'refuse' ? verdict.refused.code : verdict.type;
    for (const client of verdict.newClientIds) owners.set(client, from);
    Y.applyUpdate(doc, verdict.news);
    expect([doc.store.pendingStructs, doc.store.pendingDs]).toEqual([null, null]);
    return 'accept';
  };
  const begin = forge([{ client: ANNAS, clock: 0, structs: object(ANNAS, 0, 'hers', ANNA) }]);
  if (bytes === 0) expect(send(begin, ANNA)).toBe('accept');
  else Y.applyUpdate(doc, begin);
  const object_ = () => doc.getMap<Y.Map<unknown>>('objects').get('hers')?.toJSON();
  return { doc, send, hers: object_ };
}

const by = (client: number, structs: readonly Forged[], clock = 0): ForgedClient[] => [
  { client, clock, structs },
];
const HERS = { client: ANNAS, clock: 0 };
const keyOf = (key: 'kind' | 'placement' | 'by') => ({
  client: ANNAS,
  clock: ['', 'kind', 'placement', 'by'].indexOf(key),
});

describe('values that are joined into one struct', () => {
  it('[GATE-8] live nowhere: whoever loads the session later would hold other deletions than the relay', () => {
    const { doc, send } = relay();
    const run: Forged = { holds: 'values', values: ['x', 'y', 'z'], parent: HERS, key: 'name' };
    expect(send(forge(by(BENS, [run])), BEN)).toBe('gate/invalid');
    for (const [clock, length] of [
      [0, 1],
      [1, 2],
      [0, 2],
    ] as const) {
      expect(send(forge(by(BENS, [run]), [{ client: BENS, clock, length }]), BEN)).toBe('gate/invalid');
    }
    expect(send(forge(by(BENS, [run]), [{ client: BENS, clock: 0, length: 3 }]), BEN)).toBe('accept');
    const newcomer = new Y.Doc();
    Y.applyUpdate(newcomer, Y.encodeStateAsUpdate(doc));
    const answer = Y.encodeStateAsUpdate(newcomer, Y.encodeStateVector(doc));
    for (const who of [HOST, ANNA, VIC]) expect(send(answer, who, 'answer')).toBe('nothing-new');
  });
});

describe('what the relay has already', () => {
  it('[RELAY-17] makes no roots and splits nothing, whatever is claimed of it', () => {
    const { doc, send } = relay();
    const nothing: Forged = { holds: 'deleted', length: 4_000, parent: 'settings', key: 'name' };
    expect(send(forge(by(BENS, [nothing])), { ...BEN, role: 'host' })).toBe('accept');
    const roots = doc.share.size;
    const structs = doc.store.clients.get(BENS)?.length;
    const known = Array.from({ length: 1_000 }, (_, n): Forged => {
      if (n % 2) return { holds: 'deleted', length: 1, parent: `root ${n}`, key: 'x' };
      return { holds: 'deleted', length: 1, origin: { client: BENS, clock: n } };
    });
    const rest: Forged = { holds: 'gone', length: 1 };
    const update = forge(by(BENS, [...known, { holds: 'hole', length: 4_000 - 2_000 }, rest], 1_000));
    expect(send(update, BEN)).toBe('accept');
    expect(doc.share.size).toBe(roots);
    // The end of what was there, and the one struct more.
    expect(doc.store.clients.get(BENS)?.length).toBe((structs ?? 0) + 1);
  });
});

describe('what an object needs', () => {
  it.each(['kind', 'placement', 'by'] as const)(
    '[GATE-9] %s is not taken away, by whatever order of writing',
    key => {
      const { send, hers } = relay();
      const before = hers();
      const gone = { client: ANNAS, clock: keyOf(key).clock, length: 1 };
      const dead: Forged = { holds: 'deleted', length: 1, origin: keyOf(key) };
      const value = { kind: 'box', placement: PLACEMENT, by: ANNA.user }[key];
      expect(send(forge([], [gone]), BEN)).toBe('gate/invalid');
      expect(send(forge(by(BENS, [dead])), BEN)).toBe('gate/invalid');
      // A value that comes with it and is overwritten as it arrives, since its client id is the lower one,
      // replaces nothing.
      const late: Forged = { holds: 'values', values: [value], parent: HERS, key };
      expect(send(forge(by(BENS, [late]), [gone]), BEN)).toBe('gate/invalid');
      expect(hers()).toEqual(before);
      // One behind it does, whatever else was taken back in between.
      const next: Forged = { holds: 'values', values: [value], origin: { client: BENS, clock: 0 } };
      expect(send(forge(by(BENS, [dead, next]), [gone]), BEN)).toBe('accept');
      expect(hers()).toEqual(before);
    },
  );

  it('[GATE-9] an edit that lost against another before it came is no loss', () => {
    const { send, hers } = relay();
    const newer: Forged = { holds: 'values', values: [PLACEMENT], origin: keyOf('placement') };
    expect(send(forge(by(9, [newer])), ANNA)).toBe('accept');
    const lost: Forged = { holds: 'deleted', length: 1, origin: keyOf('placement') };
    expect(send(forge(by(BENS, [lost])), BEN)).toBe('accept');
    expect(hers()).toMatchObject({ placement: PLACEMENT });
  });

  it('[GATE-9] what stands in it fits its kind, in whichever order both come and whichever kind wins', () => {
    const { send, doc } = relay();
    const map: Forged = { holds: 'map', parent: 'objects', key: 'odd' };
    const into = (key: string, value: unknown): Forged => ({
      holds: 'values',
      values: [value],
      parent: { client: BENS, clock: 0 },
      key,
    });
    expect(send(forge(by(BENS, [map, into('junk', 'x'), into('by', BEN.user)])), BEN)).toBe('accept');
    expect(send(forge(by(BENS, [into('kind', 'box')], 3)), BEN)).toBe('gate/unknown');
    expect(send(forge(by(BENS, [into('kind', 'newer')], 3)), BEN)).toBe('accept');
    // Read last, and overwritten as it arrives: the kind is what it was.
    expect(send(forge(by(3, [into('kind', 'box'), into('more', 'y')])), BEN)).toBe('accept');
    const odd = doc.getMap<Y.Map<unknown>>('objects').get('odd');
    expect(odd?.toJSON()).toMatchObject({ kind: 'newer', more: 'y' });
    expect(judgeImport(Y.encodeStateAsUpdate(doc))).toBeUndefined();
  });
});

describe('who made an object', () => {
  it('[GATE-10] stays with it, and with what undo makes of it again, whatever was slipped in before its beginning', () => {
    const { send, hers } = relay();
    const another: Forged = { holds: 'values', values: [BEN.user], origin: keyOf('by') };
    expect(send(forge(by(BENS, [another])), BEN)).toBe('gate/not-yours');
    const first: Forged = { holds: 'deleted', length: 1, parent: 'objects', key: 'hers' };
    expect(send(forge(by(BENS, [first])), BEN)).toBe('accept');
    const carl = writer('carl', 'editor');
    const again = (maker: Writer): Forged[] => {
      const [, ...keys] = object(CARLS, 0, 'hers', maker);
      return [{ holds: 'map', origin: HERS }, ...keys];
    };
    expect(send(forge([], [{ ...HERS, length: 4 }]), carl)).toBe('accept');
    expect(send(forge(by(CARLS, again(VIC))), carl)).toBe('gate/not-yours');
    expect(send(forge(by(CARLS, again(ANNA))), carl)).toBe('accept');
    expect(hers()).toMatchObject({ by: ANNA.user });
  });

  it('[GATE-10] is each for their own where two made one under the same id, apart from each other', () => {
    const { send, hers } = relay();
    expect(send(forge(by(CARLS, object(CARLS, 0, 'hers', BEN))), BEN)).toBe('accept');
    expect(hers()).toMatchObject({ by: BEN.user });
  });
});

describe('what is there no more', () => {
  it('[GATE-6] has a name like everything else, and takes room', () => {
    const tombstone = (key: string): Uint8Array =>
      forge(by(BENS, [{ holds: 'deleted', length: 1, parent: HERS, key }]));
    for (const key of ['k'.repeat(1_000), '__proto__'])
      expect(relay().send(tombstone(key), BEN)).toBe('gate/unknown');
    expect(relay().send(tombstone('name'), BEN)).toBe('accept');
    const full = LIMITS.documentMaxBytes + LIMITS.documentSlackBytes;
    expect(relay(full).send(tombstone('name'), HOST)).toBe('accept');
    expect(relay(full + 1).send(tombstone('name'), HOST)).toBe('gate/too-large');
    expect(relay(full + 1).send(forge([], [{ ...HERS, length: 4 }]), HOST)).toBe('accept');
  });
});

it('[RELAY-3] of who may write nothing no more is looked at than they are told', () => {
  const { doc, send } = relay();
  const many = Array.from({ length: 500 }, (_, n) => object(ANNAS, 4 + n * 4, `o${n}`, ANNA)).flat();
  expect(send(forge(by(ANNAS, many, 4)), ANNA)).toBe('accept');
  const state = { doc, ownerOf: () => ANNA, bytes: () => 0 };
  const verdict = judge(forge([], [{ ...HERS, length: 2_000 }]), state, VIC);
  expect(verdict).toMatchObject({ type: 'refuse', refused: { code: 'gate/role' } });
  if (verdict.type === 'refuse') expect(verdict.refused.paths).toHaveLength(100);
});

it('[GATE-7] a document that came together piece by piece can be brought whole', () => {
  const { doc, send } = relay();
  for (let n = 0; n < LIMITS.conflictsPerKeyCount - 1; n++) {
    const struct: Forged = { holds: 'values', values: ['x'], parent: HERS, key: 'name' };
    expect(send(forge(by(BENS, [struct], n)), BEN)).toBe('accept');
  }
  expect(judgeImport(Y.encodeStateAsUpdate(doc))).toBeUndefined();
});
