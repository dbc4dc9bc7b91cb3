import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { ObjectId, UserId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { distance, type Placement, type Vec3 } from '../../shared/pose.ts';
import {
  ancestors,
  descendants,
  type Intent,
  rebase,
  SessionDocument,
  tops,
} from '../../shared/session/index.ts';
import { root } from '../../shared/session/schema.ts';
import { steep } from '../support/growth.ts';
import { AUTHOR, documentOf, idAt, SHAPE_NAMES } from './shapes.ts';

const MINUTE = 60_000;

const done = (result: ReturnType<SessionDocument['apply']>): void => {
  if (!result.ok) throw new Error(`${result.error.code} ${result.error.detail ?? ''}`);
};
const loaded = (update: Uint8Array): SessionDocument => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  return new SessionDocument(doc);
};
const moved = (document: SessionDocument, id: ObjectId, position: Vec3): Intent => {
  const object = document.objects.get(id);
  if (!object) throw new Error(id);
  return { type: 'move-object', id, placement: { ...object.placement, position } };
};

describe('a document of any shape', () => {
  it.each(SHAPE_NAMES)(
    '[SHAPE-1] is read, edited and taken back in time that grows with its size: %s',
    shape => {
      expect(
        steep((n, step) => {
          const update = Y.encodeStateAsUpdate(documentOf(shape, n).doc);
          let document = new SessionDocument();
          const ids = Array.from({ length: n }, (_, i) => idAt(i));
          step('load', () => {
            document = loaded(update);
          });
          step('move the first', () => done(document.apply(AUTHOR, [moved(document, idAt(0), [1, 2, 3])])));
          step('move the last', () =>
            done(document.apply(AUTHOR, [moved(document, idAt(n - 1), [1, 2, 3])])),
          );
          step('paint all', () =>
            done(
              document.apply(
                AUTHOR,
                ids.map(id => ({ type: 'edit-object', id, fields: { color: '#123456' } })),
              ),
            ),
          );
          step('move all', () =>
            done(
              document.apply(
                AUTHOR,
                ids.map(id => moved(document, id, [1, 2, 3])),
              ),
            ),
          );
          step('undo moving all', () => done(document.undo(AUTHOR.user)));
          step('delete the first', () =>
            done(document.apply(AUTHOR, [{ type: 'delete-object', id: idAt(0) }])),
          );
          step('undo that', () => done(document.undo(AUTHOR.user)));
          step('delete all', () =>
            done(
              document.apply(
                AUTHOR,
                ids.map(id => ({ type: 'delete-object', id })),
              ),
            ),
          );
          step('undo deleting all', () => done(document.undo(AUTHOR.user)));
          step('follow the relay, which has none of it', () =>
            rebase(document, {
              update: Y.encodeStateAsUpdate(new Y.Doc()),
              code: 'gate/invalid',
              paths: ids.map(id => ({ root: 'objects', id })),
              isRepeated: false,
              writer: { user: AUTHOR.user, role: 'host', editing: true },
              authors: {},
              clients: [],
            }),
          );
        }),
      ).toEqual([]);
    },
    3 * MINUTE,
  );

  it.each(SHAPE_NAMES)(
    '[SHAPE-2] has each parent looked at a few times, whoever asks for all of them: %s',
    shape => {
      const work = (n: number): number => {
        const { objects } = documentOf(shape, n);
        let looks = 0;
        const placementOf = (id: string): Placement | undefined => {
          looks++;
          return objects.get(id as ObjectId)?.placement;
        };
        tops(objects.keys(), placementOf);
        ancestors(idAt(n - 1), placementOf);
        ancestors(idAt(0), placementOf);
        return looks;
      };
      const [few, many] = [work(1_000), work(2_000)];
      expect(few).toBeLessThan(10 * 1_000);
      expect(many / few).toBeLessThan(2.1);
    },
  );

  it(
    '[SHAPE-1] takes one long gesture back in time that grows with it',
    () => {
      expect(
        steep((n, step) => {
          const document = documentOf('scattered', 20);
          const author = { ...AUTHOR, gesture: 'long' };
          step('write', () => {
            for (let i = 0; i < n; i++)
              done(document.apply(author, [moved(document, idAt(i % 20), [i % 7, 1, 1])]));
          });
          step('undo', () => done(document.undo(AUTHOR.user)));
          step('redo', () => done(document.redo(AUTHOR.user)));
        }, 200),
      ).toEqual([]);
    },
    MINUTE,
  );

  it(
    '[SHAPE-1] takes many steps back, each in time of its own',
    () => {
      expect(
        steep((n, step) => {
          const document = documentOf('scattered', 20);
          step('write', () => {
            for (let i = 0; i < n; i++)
              done(document.apply(AUTHOR, [moved(document, idAt(i % 20), [i % 7, 1, 1])]));
          });
          step('undo', () => {
            for (let i = 0; i < n; i++) done(document.undo(AUTHOR.user));
          });
        }, 200),
      ).toEqual([]);
    },
    MINUTE,
  );

  it(
    '[SHAPE-1] lists many participants in time that grows with them',
    () => {
      expect(
        steep((n, step) => {
          const { doc } = new SessionDocument();
          const people = root(doc, 'participants');
          doc.transact(() => {
            for (let i = 0; i < n; i++)
              people.set(`u${i}`.padEnd(43, '-') as UserId, { name: 'Anna', color: '#4cc2ff', joined: i });
          });
          step('read', () => expect(new SessionDocument(doc).participants).toHaveLength(n));
        }),
      ).toEqual([]);
    },
    MINUTE,
  );
});

describe('a chain of as many objects as a session takes', () => {
  const N = LIMITS.objectsPerSessionCount;

  it(
    '[SHAPE-3] is read without recursion, and its poses are finite and upright to the last',
    () => {
      const document = documentOf('a chain', N);
      const last = document.objects.get(idAt(N - 1));
      expect(last).toBeDefined();
      for (const { pose } of document.objects.values()) {
        expect(Math.hypot(...pose.rotation)).toBeCloseTo(1, 12);
        expect(pose.position.every(Number.isFinite)).toBe(true);
      }
      expect(ancestors(idAt(N - 1), id => document.objects.get(id as ObjectId)?.placement)).toHaveLength(
        N - 1,
      );
      expect(descendants(new Set([idAt(0)]), document.objects)).toHaveLength(N - 1);

      done(document.apply(AUTHOR, [moved(document, idAt(0), [0, 5, 0])]));
      const rest = [...document.objects.keys()].filter(id => id !== idAt(N - 1));
      const before = document.objects.get(idAt(N - 1))?.pose.position ?? [0, 0, 0];
      done(
        document.apply(
          AUTHOR,
          rest.map(id => ({ type: 'delete-object', id })),
        ),
      );
      const left = document.objects.get(idAt(N - 1));
      expect(left?.placement.parent).toBe(null);
      expect(distance(left?.pose.position ?? [0, 0, 0], before)).toBeLessThan(1e-3);
      done(document.undo(AUTHOR.user));
      expect(document.objects.size).toBe(N);
    },
    2 * MINUTE,
  );
});

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const name = fc.constantFrom(...NAMES);
const place = fc.record({
  id: name,
  parent: fc.option(name, { nil: null }),
  position: fc.tuple(
    fc.integer({ min: -3, max: 3 }),
    fc.integer({ min: -3, max: 3 }),
    fc.integer({ min: -3, max: 3 }),
  ),
  yaw: fc.constantFrom(0, 0.25, 0.5),
});
type Put = typeof place extends fc.Arbitrary<infer T> ? T : never;

const tupleOf = ({ parent, position, yaw }: Put): unknown[] => [
  parent && `object-${parent}`,
  ...position,
  0,
  Math.sin(yaw),
  0,
  Math.cos(yaw),
  0.1,
  0.1,
  0.1,
];

/** As any peer may write it: also an object whose kind comes or goes by itself. */
function put(doc: Y.Doc, what: Put): void {
  const objects = root(doc, 'objects');
  const entry = (objects.get(`object-${what.id}`) as Y.Map<unknown> | undefined) ?? new Y.Map();
  if (!entry.doc) objects.set(`object-${what.id}`, entry);
  if (entry.get('kind') === undefined) entry.set('kind', 'box');
  entry.set('placement', tupleOf(what));
}
const edit = fc.oneof(
  fc.record({ does: fc.constant('put' as const), what: place }),
  fc.record({
    does: fc.constantFrom('delete' as const, 'unkind' as const, 'kind' as const, 'paint' as const),
    id: name,
  }),
);

function written(doc: Y.Doc, each: typeof edit extends fc.Arbitrary<infer T> ? T : never): void {
  if (each.does === 'put') {
    put(doc, each.what);
    return;
  }
  const objects = root(doc, 'objects');
  const key = `object-${each.id}`;
  const entry = objects.get(key);
  if (!(entry instanceof Y.Map)) return;
  if (each.does === 'delete') objects.delete(key);
  else if (each.does === 'unkind') entry.delete('kind');
  else if (each.does === 'kind') entry.set('kind', 'box');
  else entry.set('color', '#112233');
}

describe('what a device shows', () => {
  it(
    '[SHAPE-4] is after any edits what a fresh start would read, circles and unreadable parents too (seed 11)',
    () => {
      fc.assert(
        fc.property(fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { maxLength: 12 }), batches => {
          const doc = new Y.Doc();
          const live = new SessionDocument(doc);
          for (const batch of batches) {
            doc.transact(() => {
              for (const each of batch) written(doc, each);
            });
            const fresh = new SessionDocument(doc);
            expect([...live.objects.keys()].sort()).toEqual([...fresh.objects.keys()].sort());
            for (const [id, { pose }] of fresh.objects) {
              const shown = live.objects.get(id)?.pose;
              expect(distance(shown?.position ?? [9, 9, 9], pose.position)).toBeLessThan(1e-6);
            }
          }
        }),
        { seed: 11, numRuns: 400 },
      );
    },
    MINUTE,
  );

  it(
    '[SHAPE-5] stays where it is when several things above it go at once, circles too (seed 12)',
    () => {
      fc.assert(
        fc.property(
          fc.array(place, { minLength: 1, maxLength: 9 }),
          fc.subarray([...NAMES], { minLength: 1 }),
          (all, gone) => {
            const doc = new Y.Doc();
            doc.transact(() => {
              for (const each of all) put(doc, each);
            });
            const document = new SessionDocument(doc);
            const before = new Map(document.objects);
            const ids = gone.map(each => `object-${each}` as ObjectId).filter(id => before.has(id));
            done(
              document.apply(
                AUTHOR,
                ids.map(id => ({ type: 'delete-object', id })),
              ),
            );
            expect(document.objects.size).toBe(before.size - ids.length);
            for (const [id, { pose }] of document.objects) {
              expect(distance(pose.position, before.get(id)?.pose.position ?? [9, 9, 9])).toBeLessThan(1e-3);
            }
          },
        ),
        { seed: 12, numRuns: 600 },
      );
    },
    MINUTE,
  );

  it('[SHAPE-5] stays where it is when a frame and what stands in it go at once', () => {
    const document = documentOf('many frames', 1);
    const placed = { type: 'place-object', id: idAt(9), kind: 'box', fields: {} } as const;
    const placement: Placement = {
      parent: idAt(0),
      position: [1, 0, 0],
      rotation: [0, 0, 0, 1],
      scale: [0.1, 0.1, 0.1],
    };
    done(document.apply(AUTHOR, [{ ...placed, placement }]));
    const before = document.objects.get(idAt(9))?.pose.position ?? [9, 9, 9];
    const frame = document.objects.get(idAt(0))?.placement.parent as ObjectId;
    done(
      document.apply(AUTHOR, [
        { type: 'delete-object', id: idAt(0) },
        { type: 'delete-frame', id: frame },
      ]),
    );
    expect(document.objects.get(idAt(9))?.placement.parent).toBe(null);
    expect(distance(document.objects.get(idAt(9))?.pose.position ?? [0, 0, 0], before)).toBeLessThan(1e-4);
  });
});
