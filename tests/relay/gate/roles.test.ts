import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
// The table of roles and the rules of values as the relay holds to them; over the wire they are proved in
// gate-attacks.test.ts.
import { judge, judgeImport } from '../../../relay/gate/gate.ts';
import type { Writer } from '../../../shared/session/index.ts';
import { newDocument, place, user } from '../../support/builders.ts';
import { editOf } from '../../support/documents.ts';

const ANNA = user('anna');
const BEN = user('ben');
const writer = (name: string, role: Writer['role'] = 'editor', editing = true): Writer => ({
  user: name,
  role,
  editing,
});
const PLACEMENT = [null, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1];

/**
 * A session of Anna's with a box that she has locked, one that is free, and one that stands on the locked
 * one.
 */
function session() {
  const document = newDocument();
  const anna = { user: ANNA, at: 1 };
  document.apply(anna, [place('locked'), place('free'), place('base')]);
  document.apply(anna, [{ type: 'edit-object', id: 'locked' as never, fields: { locked: ANNA } }]);
  document.apply(anna, [{ type: 'rename-session', name: 'Ours' }]);
  document.apply(anna, [{ type: 'introduce-participant', id: ANNA, name: 'Anna', color: '#4cc2ff' }]);
  return document.doc;
}

function verdict(edit: (doc: Y.Doc) => void, who: Writer, owner: Writer = writer(ANNA)): string {
  const doc = session();
  const theirs = new Y.Doc();
  Y.applyUpdate(theirs, Y.encodeStateAsUpdate(doc));
  const state = {
    doc,
    ownerOf: (client: number) => (doc.store.clients.has(client) ? owner : undefined),
    bytes: () => 0,
  };
  const judged = judge(editOf(theirs, edit), state, who);
  return judged.type === 'refuse' ? judged.refused.code : judged.type;
}

const object = (doc: Y.Doc, id: string): Y.Map<unknown> =>
  doc.getMap<Y.Map<unknown>>('objects').get(id) as Y.Map<unknown>;
const box = (fields: Record<string, unknown> = {}): Y.Map<unknown> =>
  new Y.Map(Object.entries({ kind: 'box', placement: PLACEMENT, ...fields }));
const add =
  (fields: Record<string, unknown>, id = 'new') =>
  (doc: Y.Doc) =>
    void doc.getMap('objects').set(id, box(fields));
const set = (id: string, key: string, value: unknown) => (doc: Y.Doc) => void object(doc, id).set(key, value);
const drop = (id: string, key: string) => (doc: Y.Doc) => object(doc, id).delete(key);

describe('who may write where', () => {
  it.each<[string, (doc: Y.Doc) => void, Writer, string]>([
    ['an editor places', add({}), writer(BEN), 'accept'],
    ['an editor moves what is free', set('free', 'placement', PLACEMENT), writer(BEN), 'accept'],
    ['a viewer moves', set('free', 'placement', PLACEMENT), writer(BEN, 'viewer'), 'gate/role'],
    ['an editor while editing is off', add({}), writer(BEN, 'editor', false), 'gate/editing-off'],
    ['the host while editing is off', add({}), writer(BEN, 'host', false), 'accept'],
    [
      'an editor renames the session',
      d => d.getMap('settings').set('name', 'Mine'),
      writer(BEN),
      'gate/settings',
    ],
    ['the host renames it', d => d.getMap('settings').set('name', 'Mine'), writer(BEN, 'host'), 'accept'],
    [
      'a setting that nobody knows',
      d => d.getMap('settings').set('x', 1),
      writer(BEN, 'host'),
      'gate/unknown',
    ],
    [
      'one’s own record',
      d => d.getMap('participants').set(BEN, { name: 'Ben', color: '#000000', joined: 1 }),
      writer(BEN),
      'accept',
    ],
    [
      'somebody else’s record',
      d => d.getMap('participants').set(ANNA, { name: 'Not Anna', color: '#000000', joined: 1 }),
      writer(BEN),
      'gate/not-yours',
    ],
    ['deleting somebody’s record', d => d.getMap('participants').delete(ANNA), writer(BEN), 'gate/not-yours'],
    ['moving what is locked', set('locked', 'placement', PLACEMENT), writer(BEN), 'gate/locked'],
    ['its locker moves it', set('locked', 'placement', PLACEMENT), writer(ANNA), 'accept'],
    ['the host moves it', set('locked', 'placement', PLACEMENT), writer(BEN, 'host'), 'accept'],
    ['unlocking it', drop('locked', 'locked'), writer(BEN), 'gate/locked'],
    ['locking it over', set('locked', 'locked', BEN), writer(BEN), 'gate/locked'],
    ['deleting it', d => d.getMap('objects').delete('locked'), writer(BEN), 'gate/locked'],
    ['putting another in its place', add({}, 'locked'), writer(BEN), 'gate/locked'],
    [
      'hanging it on another',
      set('locked', 'placement', ['free', ...PLACEMENT.slice(1)]),
      writer(BEN),
      'gate/locked',
    ],
    ['locking for oneself', set('free', 'locked', BEN), writer(BEN), 'accept'],
    ['locking for somebody else', set('free', 'locked', ANNA), writer(BEN), 'gate/not-yours'],
    ['placing in one’s own name', add({ by: BEN }), writer(BEN), 'accept'],
    ['placing in another’s name', add({ by: ANNA }), writer(BEN), 'gate/not-yours'],
    ['taking over what another made', set('free', 'by', BEN), writer(BEN), 'gate/not-yours'],
    ['bringing back what another made', add({ by: ANNA }, 'free'), writer(BEN), 'accept'],
    ['the format as it is', d => d.getMap('meta').set('format', 1), writer(BEN), 'accept'],
    ['a format to come', d => d.getMap('meta').set('format', 2), writer(BEN, 'host'), 'gate/invalid'],
    ['taking the format away', d => d.getMap('meta').delete('format'), writer(BEN, 'host'), 'gate/invalid'],
    ['another word in meta', d => d.getMap('meta').set('epoch', 'x'), writer(BEN, 'host'), 'gate/unknown'],
    ['another root', d => d.getMap('elsewhere').set('a', 1), writer(BEN, 'host'), 'gate/unknown'],
    ['a text', d => d.getText('objects2').insert(0, 'x'), writer(BEN, 'host'), 'gate/unknown'],
    ['a list in an object', set('free', 'name', Y.Array.from([1])), writer(BEN, 'host'), 'gate/unknown'],
    ['a map in an object', set('free', 'name', new Y.Map()), writer(BEN, 'host'), 'gate/invalid'],
    ['bytes in an object', set('free', 'name', Uint8Array.of(1)), writer(BEN, 'host'), 'gate/unknown'],
  ])('[GATE-5] %s', (_, edit, who, expected) => {
    expect(verdict(edit, who)).toBe(expected);
  });
});

const at = (...numbers: unknown[]): unknown[] => [null, ...numbers];
describe('what may stand there', () => {
  it.each<[string, (doc: Y.Doc) => void, string]>([
    ['no placement at all', set('free', 'placement', 'here'), 'gate/invalid'],
    ['a number too few', set('free', 'placement', PLACEMENT.slice(0, 10)), 'gate/invalid'],
    ['not a number', set('free', 'placement', at(Number.NaN, 0, 0, 0, 0, 0, 1, 1, 1, 1)), 'gate/invalid'],
    ['far away', set('free', 'placement', at(1e9, 0, 0, 0, 0, 0, 1, 1, 1, 1)), 'gate/invalid'],
    ['no rotation', set('free', 'placement', at(0, 0, 0, 0, 0, 0, 2, 1, 1, 1)), 'gate/invalid'],
    ['no size', set('free', 'placement', at(0, 0, 0, 0, 0, 0, 1, 0, 1, 1)), 'gate/invalid'],
    ['a colour that is none', set('free', 'color', 'red'), 'gate/invalid'],
    ['a name without an end', set('free', 'name', 'x'.repeat(81)), 'gate/invalid'],
    ['a text on a box', set('free', 'text', 'x'), 'gate/invalid'],
    ['a key that nobody knows, on a box', set('free', 'mass', 1), 'gate/unknown'],
    ['a key that nobody knows, on a kind that nobody knows', add({ kind: 'lamp', mass: 1 }), 'accept'],
    [
      'more of it than is plain',
      add({ kind: 'lamp', mass: Array.from({ length: 70_000 }, () => 1) }),
      'gate/invalid',
    ],
    [
      'more keys than a thing has',
      add(Object.fromEntries([['kind', 'lamp'], ...Array.from({ length: 40 }, (_, i) => [`k${i}`, 1])])),
      'gate/invalid',
    ],
    ['an object with a name that poisons', add({}, '__proto__'), 'gate/invalid'],
    ['a key that poisons', add(JSON.parse('{"kind":"lamp","__proto__":1}')), 'gate/unknown'],
    ['a kind taken away', drop('free', 'kind'), 'gate/invalid'],
    [
      'a value that is an object of another kind',
      d => d.getMap('objects').set('free', { kind: 'box' }),
      'gate/invalid',
    ],
  ])('[GATE-6] %s', (_, edit, expected) => {
    expect(verdict(edit, writer(BEN))).toBe(expected);
  });

  it('[GATE-6] a session takes so many objects, and is told before it is full of nothing else', () => {
    const doc = new Y.Doc();
    doc.transact(() => {
      for (let i = 0; i < 20_000; i++) doc.getMap('objects').set(`o${i}`, box());
    });
    const ownerOf = (client: number) => (doc.store.clients.has(client) ? writer(ANNA) : undefined);
    const state = { doc, ownerOf, bytes: () => 0 };
    const more = new Y.Doc();
    expect(judge(editOf(more, add({})), state, writer(BEN))).toMatchObject({
      refused: { code: 'gate/full' },
    });
    const tidy = new Y.Doc();
    Y.applyUpdate(tidy, Y.encodeStateAsUpdate(doc));
    const swap = editOf(tidy, d => {
      d.getMap('objects').delete('o7');
      add({})(d);
    });
    expect(judge(swap, state, writer(BEN)).type).toBe('accept');
    const full = session();
    const theirs = new Y.Doc();
    Y.applyUpdate(theirs, Y.encodeStateAsUpdate(full));
    const heavy = { doc: full, ownerOf: () => undefined, bytes: () => 2 ** 40 };
    const deletion = editOf(theirs, d => d.getMap('objects').delete('free'));
    expect(judge(deletion, heavy, writer(BEN)).type).toBe('accept');
    const another = editOf(new Y.Doc(), add({}));
    expect(judge(another, heavy, writer(BEN))).toMatchObject({ refused: { code: 'gate/too-large' } });
  });

  it('[GATE-7] values that did not know of each other are taken until Yjs would sort them for too long', () => {
    const doc = session();
    const state = { doc, ownerOf: () => undefined, bytes: () => 0 };
    const crowd = (count: number): Uint8Array =>
      Y.mergeUpdates(
        Array.from({ length: count }, (_, i) => {
          const one = new Y.Doc();
          Y.applyUpdate(one, Y.encodeStateAsUpdate(doc));
          one.clientID = 1_000 + i;
          return editOf(one, set('free', 'color', '#00000a'));
        }),
      );
    const own = { ...state, ownerOf: () => writer(BEN) };
    expect(judge(crowd(50), own, writer(BEN)).type).toBe('accept');
    expect(judge(crowd(400), own, writer(BEN))).toMatchObject({
      refused: { code: 'gate/too-many-conflicts' },
    });
    // One client that does not even know of its own edits is stopped while it is read, wherever it writes.
    const forged = (count: number, client: number): Uint8Array => {
      const first = doc.getMap('objects').get('free');
      const { id } = (first instanceof Y.Map && first._item) || { id: Y.createID(0, 0) };
      return encoding.encode(encoder => {
        for (const n of [1, count, client, 0]) encoding.writeVarUint(encoder, n);
        for (let i = 0; i < count; i++) {
          encoding.writeUint8(encoder, 0x28);
          for (const n of [0, id.client, id.clock]) encoding.writeVarUint(encoder, n);
          encoding.writeVarString(encoder, i % 2 ? 'color' : 'name');
          encoding.writeVarUint(encoder, 1);
          encoding.writeAny(encoder, '#00000a');
        }
        encoding.writeVarUint(encoder, 0);
      });
    };
    expect(judge(forged(40, 5), own, writer(BEN)).type).toBe('accept');
    expect(judge(forged(20_000, 5), own, writer(BEN))).toMatchObject({
      refused: { code: 'gate/too-many-conflicts', paths: [] },
    });
    expect(judge(forged(20_000, 5), own, { ...writer(BEN), role: 'viewer' })).toMatchObject({
      refused: { code: 'gate/role' },
    });
    // One after the other, however many, is no crowd; not even where others wrote meanwhile.
    const long = new Y.Doc();
    Y.applyUpdate(long, Y.encodeStateAsUpdate(doc));
    const many = editOf(long, d => {
      for (let i = 0; i < 5_000; i++) set(i % 2 ? 'free' : 'base', 'color', '#00000a')(d);
    });
    expect(judge(many, state, writer(BEN)).type).toBe('accept');
  });

  it('[GATE-5] a whole session comes in by import, with what others made in it, and nothing that is none', () => {
    expect(judgeImport(Y.encodeStateAsUpdate(session()))).toBeUndefined();
    const odd = session();
    odd.getMap('elsewhere').set('a', 1);
    expect(judgeImport(Y.encodeStateAsUpdate(odd))).toMatchObject({ code: 'gate/unknown' });
    expect(judgeImport(Uint8Array.of(1, 2, 3))).toBe('malformed');
  });
});
