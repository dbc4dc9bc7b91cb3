import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { ObjectId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { fromYaw, UNIT_SCALE } from '../../shared/pose.ts';
import { type Change, type Intent, root, SessionDocument } from '../../shared/session/index.ts';
import {
  ANNA,
  at,
  BEN,
  exchange,
  id,
  move,
  newDocument,
  place,
  readable,
  user,
} from '../support/builders.ts';

describe('writing', () => {
  it('[DOC-1] intents are written together, in one transaction', () => {
    const document = newDocument();
    let transactions = 0;
    document.doc.on('afterTransaction', () => {
      transactions += 1;
    });
    const result = document.apply(ANNA, [place('a'), place('b'), { type: 'rename-session', name: 'Cellar' }]);
    expect(result.ok).toBe(true);
    expect(transactions).toBe(1);
    expect([...document.objects.keys()]).toEqual(['a', 'b']);
    expect(document.settings.name).toBe('Cellar');
  });

  it.each([
    ['an id twice', [place('a'), place('a')], 'document/invalid'],
    ['an unknown object', [place('a'), { type: 'delete-object', id: id('ghost') }], 'document/invalid'],
    ['an unknown kind', [place('a', at(0), 'teapot')], 'document/invalid'],
    ['a position out of the world', [place('a', at(LIMITS.positionMaxM + 1))], 'document/invalid'],
    ['a position that is no number', [place('a', at(Number.NaN))], 'document/invalid'],
    ['a scale of nothing', [place('a', { ...at(0), scale: [0, 1, 1] })], 'document/invalid'],
    ['a field that the kind has not', [{ ...place('a'), fields: { text: 'x' } }], 'document/invalid'],
    [
      'an endless text',
      [{ ...place('a', at(0), 'note'), fields: { text: 'x'.repeat(LIMITS.textChars + 1) } }],
      'document/invalid',
    ],
    ['an empty session name', [{ type: 'rename-session', name: '  ' }], 'document/no-name'],
    [
      'somebody else’s introduction',
      [{ type: 'introduce-participant', id: user('ben'), name: 'B', color: '#ffffff' }],
      'document/invalid',
    ],
  ] as const)('[DOC-1] %s is refused as a whole', (_, intents, code) => {
    const document = newDocument();
    const result = document.apply(ANNA, intents as Parameters<SessionDocument['apply']>[1]);
    expect(result).toMatchObject({ ok: false, error: { code } });
    expect(Y.encodeStateAsUpdate(document.doc)).toEqual(Y.encodeStateAsUpdate(new Y.Doc()));
  });

  it('[APP-17] a move of what somebody has deleted is left out, and the rest is written', () => {
    const document = newDocument();
    document.apply(ANNA, [place('a'), place('b')]);
    document.apply(BEN, [{ type: 'delete-object', id: id('a') }]);
    const moves = [move('a', at(2)), move('b', at(2)), place('c'), move('c', at(3))];
    expect(document.apply(ANNA, moves).ok).toBe(true);
    const where = [...document.objects.values()].map(each => [each.id, each.pose.position[0]]);
    expect(where).toEqual([
      ['b', 2],
      ['c', 3],
    ]);
    const before = Y.encodeStateAsUpdate(document.doc);
    expect(document.apply(ANNA, [move('a', at(4))]).ok).toBe(true);
    expect(Y.encodeStateAsUpdate(document.doc)).toEqual(before);
    const gone: Intent = { type: 'delete-object', id: id('b') };
    const edit: Intent = { type: 'edit-object', id: id('b'), fields: { color: '#112233' } };
    expect(document.apply(ANNA, [gone, edit])).toMatchObject({ error: { code: 'document/invalid' } });
    expect(document.apply(ANNA, [gone, move('b', at(5))]).ok).toBe(true);
    expect([...document.objects.keys()]).toEqual(['c']);
  });

  it('[DOC-10] a ten-minute drag leaves one placement, not a trail', () => {
    const document = newDocument();
    document.apply(ANNA, [place('a')]);
    const before = Y.encodeStateAsUpdate(document.doc).length;
    const plain = new Y.Doc();
    document.doc.on('update', update => Y.applyUpdate(plain, update));
    Y.applyUpdate(plain, Y.encodeStateAsUpdate(document.doc));
    for (let i = 0; i < 1_200; i++) document.apply({ ...ANNA, gesture: 'drag' }, [move('a', at(i / 100))]);
    // What every peer and the relay keep: the last value and one folded gap.
    expect(Y.encodeStateAsUpdate(plain).length).toBeLessThan(before + 100);
  });

  it('[DOC-11] opening a session again does not write the participant again', () => {
    const document = newDocument();
    const hello = { type: 'introduce-participant', id: ANNA.user, name: 'Anna', color: '#ffffff' } as const;
    document.apply(ANNA, [hello]);
    const bytes = Y.encodeStateAsUpdate(document.doc);
    document.apply({ ...ANNA, at: ANNA.at + 5 }, [hello]);
    expect(Y.encodeStateAsUpdate(document.doc)).toEqual(bytes);
    expect(document.participant(ANNA.user)).toEqual({
      id: ANNA.user,
      name: 'Anna',
      color: '#ffffff',
      joined: ANNA.at,
    });
  });
});

describe('changes', () => {
  it('[DOC-2] local and remote edits arrive as the same changes', () => {
    const [mine, theirs] = [newDocument(), newDocument()];
    const heard: Change[][] = [];
    const remote: Change[][] = [];
    mine.subscribe(changes => heard.push([...changes]));
    theirs.subscribe(changes => remote.push([...changes]));
    const edits = [
      [place('a', at(1))],
      [move('a', at(2))],
      [{ type: 'edit-object', id: id('a'), fields: { color: '#112233' } }],
      [{ type: 'delete-object', id: id('a') }],
    ] as Parameters<SessionDocument['apply']>[1][];
    for (const intents of edits) {
      mine.apply(ANNA, intents);
      exchange(mine, theirs);
    }
    const objectsOnly = (list: Change[][]): Change[] => list.flat().filter(c => c.type.startsWith('object-'));
    expect(objectsOnly(remote)).toEqual(objectsOnly(heard));
    expect(objectsOnly(heard).map(c => c.type)).toEqual([
      'object-placed',
      'object-changed',
      'object-changed',
      'object-removed',
    ]);
  });

  it('[DOC-2] a document made from stored bytes starts with all its objects', () => {
    const document = newDocument();
    document.apply(ANNA, [place('a', at(1)), place('child', at(1, 0, 0, 'a'))]);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(document.doc));
    const late = new SessionDocument(doc);
    expect(readable(late)).toEqual(readable(document));
    expect(late.snapshot().filter(c => c.type === 'object-placed')).toHaveLength(2);
  });
});

describe('undo', () => {
  it('[DOC-4] one gesture is one step, however many checkpoints it made', () => {
    const document = newDocument();
    document.apply(ANNA, [place('a', at(0))]);
    for (const x of [1, 2, 3]) document.apply({ ...ANNA, gesture: 'g1' }, [move('a', at(x))]);
    for (const x of [4, 5]) document.apply({ ...ANNA, gesture: 'g2' }, [move('a', at(x))]);
    const x = (): number | undefined => document.objects.get('a' as ObjectId)?.placement.position[0];
    document.history.undo();
    expect(x()).toBe(3);
    document.history.undo();
    expect(x()).toBe(0);
    document.history.redo();
    expect(x()).toBe(3);
    document.history.undo();
    document.history.undo();
    expect(document.objects.size).toBe(0);
    expect(document.history.canUndo).toBe(false);
  });

  it('[DOC-4] nobody else’s edit is undone', () => {
    const [anna, ben] = [newDocument(1), newDocument(2)];
    anna.apply(ANNA, [place('a', at(0))]);
    exchange(anna, ben);
    ben.apply(BEN, [place('b', at(9)), move('a', at(5))]);
    exchange(anna, ben);
    anna.apply(ANNA, [{ type: 'edit-object', id: id('a'), fields: { color: '#000000' } }]);
    anna.history.undo();
    exchange(anna, ben);
    expect(readable(anna)).toEqual(readable(ben));
    expect(anna.objects.get('a' as ObjectId)).toMatchObject({ placement: at(5) });
    expect(anna.objects.has('b' as ObjectId)).toBe(true);
  });

  it('[DOC-4] an undone deletion brings everything back', () => {
    const document = newDocument();
    document.apply(ANNA, [
      { ...place('a', at(1), 'note'), fields: { text: 'keep me', color: '#123456' } } as never,
    ]);
    const before = document.objects.get('a' as ObjectId);
    document.apply(ANNA, [{ type: 'delete-object', id: id('a') }]);
    document.history.undo();
    expect(document.objects.get('a' as ObjectId)).toEqual(before);
  });
});

describe('parents', () => {
  it('[DOC-6] a parent’s motion moves its children, and says so', () => {
    const document = newDocument();
    document.apply(ANNA, [place('p', at(1)), place('c', at(1, 0, 0, 'p')), place('g', at(1, 0, 0, 'c'))]);
    const changes: Change[] = [];
    document.subscribe(each => changes.push(...each));
    document.apply(ANNA, [move('p', { ...at(5), rotation: fromYaw(Math.PI) })]);
    expect(changes).toHaveLength(3);
    const g = document.objects.get('g' as ObjectId)?.pose.position;
    expect(g?.[0]).toBeCloseTo(3, 5);
  });

  it('[DOC-6] a cycle that two devices made together is cut alike on both', () => {
    const [anna, ben] = [newDocument(), newDocument()];
    anna.apply(ANNA, [place('a', at(1)), place('b', at(2))]);
    exchange(anna, ben);
    anna.apply(ANNA, [move('a', at(1, 0, 0, 'b'))]);
    ben.apply(BEN, [move('b', at(2, 0, 0, 'a'))]);
    exchange(anna, ben);
    expect(readable(anna)).toEqual(readable(ben));
    expect(anna.objects.get('a' as ObjectId)?.pose.position[0]).toBe(1);
    expect(anna.objects.get('b' as ObjectId)?.pose.position[0]).toBe(3);
  });

  it('[DOC-7] children of a deleted object stay where they are', () => {
    const document = newDocument();
    const turned = { ...at(3, 1, 2), rotation: fromYaw(1) };
    document.apply(ANNA, [place('p', turned), place('c', { ...at(1, 0, 0, 'p'), scale: UNIT_SCALE })]);
    const before = document.objects.get('c' as ObjectId)?.pose;
    document.apply(ANNA, [{ type: 'delete-object', id: id('p') }]);
    const after = document.objects.get('c' as ObjectId);
    expect(after?.placement.parent).toBe(null);
    for (let i = 0; i < 3; i++) expect(after?.pose.position[i]).toBeCloseTo(before?.position[i] as number, 5);
  });

  it('[DOC-6] a child whose parent a remote delete took stands in session space', () => {
    const [anna, ben] = [newDocument(), newDocument()];
    anna.apply(ANNA, [place('p', at(4))]);
    exchange(anna, ben);
    anna.apply(ANNA, [place('c', at(1, 0, 0, 'p'))]);
    ben.apply(BEN, [{ type: 'delete-object', id: id('p') }]);
    exchange(anna, ben);
    expect(readable(anna)).toEqual(readable(ben));
    expect(anna.objects.get('c' as ObjectId)?.pose.position[0]).toBe(1);
  });
});

describe('tolerant reading', () => {
  const raw = (fields: Record<string, unknown>): SessionDocument => {
    const document = newDocument();
    document.doc.transact(() => {
      const object = new Y.Map<unknown>();
      for (const [key, value] of Object.entries(fields)) object.set(key, value);
      root(document.doc, 'objects').set('x', object);
    });
    return document;
  };
  const GOOD = [null, 0, 1, 0, 0, 0, 0, 1, 0.2, 0.2, 0.2];

  it('[DOC-5] the smallest object that a script can write is an object', () => {
    const object = raw({ kind: 'box', placement: GOOD }).objects.get('x' as ObjectId);
    expect(object).toMatchObject({ kind: 'box', placement: { position: [0, 1, 0] } });
  });

  it('[DOC-5] an unknown kind is kept; fields out of their rules are as if unset', () => {
    const object = raw({
      kind: 'hologram',
      placement: GOOD,
      color: 'red',
      text: 7,
      name: 'ok',
      hidden: 'yes',
    }).objects.get('x' as ObjectId);
    expect(object).toMatchObject({ kind: 'hologram', name: 'ok' });
    expect(object).not.toHaveProperty('color');
    expect(object).not.toHaveProperty('text');
    expect(object).not.toHaveProperty('hidden');
  });

  it('[DOC-5] an object without a usable placement is left out, and comes when it gets one', () => {
    const document = raw({ kind: 'box', placement: [null, Number.NaN] });
    expect(document.objects.size).toBe(0);
    (root(document.doc, 'objects').get('x') as Y.Map<unknown>).set('placement', GOOD);
    expect(document.objects.size).toBe(1);
  });

  it('[DOC-5] positions and scales are clamped to the world', () => {
    const far = [null, 1e9, 0, 0, 0, 0, 0, 1, -3, 1e9, 0];
    const object = raw({ kind: 'box', placement: far }).objects.get('x' as ObjectId);
    expect(object?.placement.position[0]).toBe(LIMITS.positionMaxM);
    expect(object?.placement.scale).toEqual([3, LIMITS.scaleMax, LIMITS.scaleMin]);
  });

  it('[DOC-5] junk in every root is survived', () => {
    const document = newDocument();
    document.doc.transact(() => {
      root(document.doc, 'objects').set('__proto__', new Y.Map());
      root(document.doc, 'objects').set('n', 7);
      root(document.doc, 'settings').set('name', { not: 'a name' });
      root(document.doc, 'participants').set('short', 'x');
      root(document.doc, 'participants').set(user('anna'), { name: 3, color: 'blue' });
      root(document.doc, 'meta').set('format', 'one');
    });
    expect(document.objects.size).toBe(0);
    expect(document.settings.name).toBe('');
    expect(document.participants).toEqual([
      { id: user('anna'), name: 'Someone', color: '#9aa7b8', joined: 0 },
    ]);
    expect(document.apply(ANNA, [place('a')]).ok).toBe(true);
  });
});
