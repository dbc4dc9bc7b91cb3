import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { ReferencePoint } from '../../shared/frame.ts';
import { LIMITS } from '../../shared/limits.ts';
import { distance, fromYaw, transform, type Vec3 } from '../../shared/pose.ts';
import { type Change, type Intent, root } from '../../shared/session/index.ts';
import { ANNA, at, BEN, exchange, id, newDocument, place, readable } from '../support/builders.ts';

const corners = (...positions: Vec3[]): ReferencePoint[] =>
  positions.map((position, i) => ({ name: `Corner ${'ABCD'[i]}`, position }));
const DESK = corners([1, 0.5, 1], [3, 0.5, 1]);
const create = (name = 'desk', points = DESK): Intent => ({
  type: 'create-frame',
  id: id(name),
  name: 'Desk',
  points,
});

describe('frames in the document', () => {
  it('[FRAME-4] a frame is made, renamed, given other points and deleted', () => {
    const document = newDocument();
    const heard: Change[] = [];
    document.subscribe(changes => heard.push(...changes));
    expect(document.apply(ANNA, [create()]).ok).toBe(true);
    expect(document.frames.get(id('desk'))).toMatchObject({
      name: 'Desk',
      points: DESK,
      by: ANNA.user,
      at: ANNA.at,
    });
    document.apply(BEN, [{ type: 'edit-frame', id: id('desk'), name: 'Table' }]);
    expect(document.frames.get(id('desk'))).toMatchObject({ name: 'Table', points: DESK });
    const other = corners([0, 0, 0], [0, 0, 2], [2, 0, 2]);
    document.apply(BEN, [{ type: 'edit-frame', id: id('desk'), points: other }]);
    expect(document.frames.get(id('desk'))).toMatchObject({ name: 'Table', points: other });
    document.apply(ANNA, [{ type: 'delete-frame', id: id('desk') }]);
    expect(document.frames.size).toBe(0);
    expect(heard.filter(({ type }) => type === 'frames-changed')).toHaveLength(4);
    document.undo(ANNA.user);
    expect(document.frames.get(id('desk'))?.name).toBe('Table');
  });

  it.each([
    ['points that are too close', create('a', corners([0, 0, 0], [1, 0, 0])), 'align/too-close'],
    ['one point', create('a', corners([0, 0, 0])), 'align/too-few'],
    ['five points', create('a', [...DESK, ...DESK, ...DESK.slice(1)]), 'document/invalid'],
    ['no number', create('a', corners([0, Number.NaN, 0], [2, 0, 0])), 'document/invalid'],
    ['no name', { ...create('a'), name: ' ' }, 'document/no-name'],
    ['the id of an object', create('box'), 'document/invalid'],
    ['an id twice', create('desk'), 'document/invalid'],
    ['an edit of none', { type: 'edit-frame', id: id('ghost'), name: 'x' }, 'align/gone'],
    ['a deletion of none', { type: 'delete-frame', id: id('ghost') }, 'align/gone'],
  ] as [string, Intent, string][])('[FRAME-4] %s is refused and nothing is written', (_, intent, code) => {
    const document = newDocument();
    document.apply(ANNA, [place('box'), create()]);
    const before = Y.encodeStateAsUpdate(document.doc);
    expect(document.apply(ANNA, [intent])).toMatchObject({ ok: false, error: { code } });
    expect(Y.encodeStateAsUpdate(document.doc)).toEqual(before);
  });

  it('[FRAME-4] viewers make no frames, and a session holds so many', () => {
    const document = newDocument();
    const many = Array.from({ length: LIMITS.framesPerSessionCount }, (_, i) => create(`f${i}`));
    for (const each of many) expect(document.apply(ANNA, [each]).ok).toBe(true);
    expect(document.apply(ANNA, [create('more')])).toMatchObject({ error: { code: 'document/too-large' } });
    document.role = 'viewer';
    expect(document.apply(ANNA, [{ type: 'delete-frame', id: id('f0') }])).toMatchObject({
      error: { code: 'document/role' },
    });
  });

  it('[FRAME-4] whatever a peer wrote, readers see sane frames or none', () => {
    const document = newDocument();
    const frames = root(document.doc, 'frames');
    const write = (key: string, value: unknown): void => {
      const map = new Y.Map<unknown>();
      map.set('points', value);
      frames.set(key, map);
    };
    frames.set('text', 'no map');
    write('none', undefined);
    write('one', [['A', 0, 0, 0]]);
    write('broken', [['A', 0, 0, 0], ['B', 'x', 0, 0], null, ['C', 1, Number.POSITIVE_INFINITY, 0]]);
    write('stacked', [
      ['A', 0, 0, 0],
      ['B', 0, 5, 0],
    ]);
    write('bad id!', [
      ['A', 0, 0, 0],
      ['B', 2, 0, 0],
    ]);
    write('good', [['', 0, 0, 0], null, [7, 1e9, 0, 0]]);
    expect([...document.frames.keys()]).toEqual(['good']);
    expect(document.frames.get(id('good'))).toMatchObject({
      name: 'Room',
      points: [
        { name: 'Point 1', position: [0, 0, 0] },
        { name: 'Point 3', position: [LIMITS.positionMaxM, 0, 0] },
      ],
    });
  });

  it('[FRAME-5] what stands in a frame goes where its points go, children included, and is told as changed', () => {
    const document = newDocument();
    document.apply(ANNA, [create(), place('box', at(0, 0.1, 0, 'desk')), place('lid', at(0, 0.2, 0, 'box'))]);
    const box = () => document.objects.get(id('box'))!.pose.position;
    const lid = () => document.objects.get(id('lid'))!.pose.position;
    expect(distance(box(), [1, 0.6, 1])).toBeLessThan(1e-6);
    const heard: Change[] = [];
    document.subscribe(changes => heard.push(...changes));
    document.apply(ANNA, [{ type: 'edit-frame', id: id('desk'), points: corners([0, 1, 0], [0, 1, -2]) }]);
    expect(distance(box(), [0, 1.1, 0])).toBeLessThan(1e-6);
    expect(distance(lid(), [0, 1.3, 0])).toBeLessThan(1e-6);
    const changed = heard.flatMap(each => (each.type === 'object-changed' ? [each.object.id] : []));
    expect(changed.sort()).toEqual(['box', 'lid']);
    const turned = transform({ position: [0, 1, 0], rotation: fromYaw(Math.PI / 2) }, [1, 0, 0]);
    document.apply(ANNA, [{ type: 'move-object', id: id('box'), placement: at(1, 0, 0, 'desk') }]);
    expect(distance(box(), turned)).toBeLessThan(1e-6);
  });

  it('[FRAME-5] deleting a frame, or an object between, leaves everything where it is', () => {
    const document = newDocument();
    document.apply(ANNA, [
      create(),
      place('tray', at(0.5, 0, 0, 'desk')),
      place('cup', at(0.1, 0, 0, 'tray')),
      place('box', at(1, 0, 0, 'desk')),
    ]);
    const where = (name: string): Vec3 => document.objects.get(id(name))!.pose.position;
    const [cup, box] = [where('cup'), where('box')];
    document.apply(ANNA, [{ type: 'delete-object', id: id('tray') }]);
    expect(document.objects.get(id('cup'))?.placement.parent).toBe('desk');
    expect(distance(where('cup'), cup)).toBeLessThan(1e-6);
    document.apply(ANNA, [{ type: 'delete-frame', id: id('desk') }]);
    expect(document.objects.get(id('box'))?.placement.parent).toBeNull();
    expect(distance(where('cup'), cup)).toBeLessThan(1e-5);
    expect(distance(where('box'), box)).toBeLessThan(1e-5);
  });

  it('[FRAME-5] replicas that moved a frame and what stands in it at once agree', () => {
    const [mine, theirs] = [newDocument(1), newDocument(2)];
    mine.apply(ANNA, [create(), place('box', at(1, 0, 0, 'desk'))]);
    exchange(mine, theirs);
    mine.apply(ANNA, [{ type: 'edit-frame', id: id('desk'), points: corners([0, 0, 0], [0, 0, 3]) }]);
    theirs.apply(BEN, [{ type: 'move-object', id: id('box'), placement: at(0.4, 0, 0, 'desk') }]);
    exchange(mine, theirs);
    expect(readable(mine)).toEqual(readable(theirs));
    expect([...mine.frames.values()]).toEqual([...theirs.frames.values()]);
    expect(distance(mine.objects.get(id('box'))!.pose.position, [0, 0, 0.4])).toBeLessThan(1e-6);
  });
});
