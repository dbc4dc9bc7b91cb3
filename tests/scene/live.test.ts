import { describe, expect, it } from 'vitest';
import { at, id, instances, positionsOf, put, session } from './place.ts';

const TEAL = '#2fd4c6';

const drawn = (content: Parameters<typeof instances>[0]): string[] =>
  positionsOf(instances(content, / (still|promoted)$/));

describe('objects in hands', () => {
  it('[SCENE-3] are where my hands are, and back where the document says when let go', () => {
    const { view, stage, apply } = session();
    apply(put('a', 'box', at(0, 0, 0)));
    view.setLive([{ id: 'a', placement: at(1, 2, 3) }]);
    expect(drawn(stage.content)).toEqual(['1.000 2.000 3.000']);
    expect(view.pick({ origin: [1, 2, 9], direction: [0, 0, -1] })?.id).toBe('a');
    // A checkpoint of the same drag must not pull it back.
    apply({ type: 'move-object', id: id('a'), placement: at(0.5, 1, 1.5) });
    expect(drawn(stage.content)).toEqual(['1.000 2.000 3.000']);
    view.setLive([]);
    expect(drawn(stage.content)).toEqual(['0.500 1.000 1.500']);
  });

  it('[SCENE-3] carry their children along', () => {
    const { view, stage, apply } = session();
    apply(
      put('a', 'box', at(0, 0, 0)),
      put('b', 'sphere', at(0, 1, 0, [0.1, 0.1, 0.1], 'a')),
      put('c', 'cone', at(0, 1, 0, [0.1, 0.1, 0.1], 'b')),
    );
    view.setLive([{ id: 'a', placement: at(1, 0, 0) }]);
    expect(drawn(stage.content)).toEqual(['1.000 0.000 0.000', '1.000 1.000 0.000', '1.000 2.000 0.000']);
    view.setLive([]);
    expect(drawn(stage.content)).toEqual(['0.000 0.000 0.000', '0.000 1.000 0.000', '0.000 2.000 0.000']);
  });

  it('[SCENE-3] of a peer move smoothly, arrive, and settle on the document when released', () => {
    const { view, stage, apply } = session();
    apply(put('a', 'box', at(0, 0, 0)));
    const held = [{ id: 'a', placement: at(1, 0, 0), color: TEAL }];
    view.setLive([], held);
    view.update(16);
    const after = view.shown(id('a'))?.pose.position[0] ?? 0;
    expect(after).toBeGreaterThan(0.05);
    expect(after).toBeLessThan(0.95);
    for (let i = 0; i < 120; i++) {
      view.setLive([], held);
      view.update(16);
    }
    expect(drawn(stage.content)).toEqual(['1.000 0.000 0.000']);
    // Presence ends before the document's word comes: nothing jumps back to the start at once.
    view.setLive([], []);
    view.update(16);
    expect(view.shown(id('a'))?.pose.position[0]).toBeGreaterThan(0.5);
    apply({ type: 'move-object', id: id('a'), placement: at(1.01, 0, 0) });
    for (let i = 0; i < 60; i++) view.update(16);
    expect(drawn(stage.content)).toEqual(['1.010 0.000 0.000']);
  });

  it('[SCENE-3] that are deleted meanwhile are gone', () => {
    const { view, stage, apply } = session();
    apply(put('a', 'box', at(0, 0, 0)));
    view.setLive([{ id: 'a', placement: at(1, 0, 0) }], [{ id: 'a', placement: at(2, 0, 0), color: TEAL }]);
    apply({ type: 'delete-object', id: id('a') });
    view.update(16);
    expect(drawn(stage.content)).toEqual([]);
    view.setLive([], []);
    view.update(500);
    expect(drawn(stage.content)).toEqual([]);
  });

  it('[SCENE-3] ask for no picture once nothing moves any more', () => {
    const { view, stage, apply } = session();
    apply(put('a', 'box', at(0, 0, 0)));
    view.setLive([], [{ id: 'a', placement: at(1, 0, 0), color: TEAL }]);
    view.setLive([], []);
    for (let i = 0; i < 60; i++) view.update(16);
    const before = stage.redraws;
    for (let i = 0; i < 10; i++) {
      view.setLive([], []);
      view.setTools({ preview: undefined, cursors: [], lines: [], measure: undefined });
      view.update(16);
    }
    expect(stage.redraws).toBe(before);
  });

  it('[SCENE-3] that a peer holds still ask for no picture, and for one when they move again', () => {
    const { view, stage, apply } = session();
    apply(put('a', 'box', at(0, 0, 0)));
    const hold = (held: Parameters<typeof view.setLive>[1], frames: number): void => {
      for (let i = 0; i < frames; i++) {
        view.setLive([], held);
        view.update(16);
      }
    };
    const held = [{ id: 'a', placement: at(1, 0, 0), color: TEAL }];
    hold(held, 120);
    const before = stage.redraws;
    hold(held, 10);
    expect(stage.redraws).toBe(before);
    hold([{ id: 'a', placement: at(2, 0, 0), color: TEAL }], 120);
    expect(drawn(stage.content)).toEqual(['2.000 0.000 0.000']);
    hold([], 120);
    expect(drawn(stage.content)).toEqual(['0.000 0.000 0.000']);
    hold(held, 120);
    expect(drawn(stage.content)).toEqual(['1.000 0.000 0.000']);
  });
});
