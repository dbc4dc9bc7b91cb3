import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ToolChoice, ToolWorld } from '../../client/model/index.ts';
import { type PokeState, poke } from '../../client/panel/input/poke.ts';
import { createTools } from '../../client/tools/index.ts';
import { add, distance, IDENTITY, scaleBy, subtract, type Vec3 } from '../../shared/pose.ts';
import type { SessionDocument, SessionObject } from '../../shared/session/index.ts';
import { ANNA, newDocument, place, readable } from '../support/builders.ts';
import { type Gesture, gripsOf, readGesture } from '../xr/gesture.ts';
import { meetSpheres } from './frames.ts';

/** Gestures that were recorded from a headset, played to the tools with a real document behind them. */

const load = (name: string): Gesture =>
  readGesture(readFileSync(join(import.meta.dirname, '../xr/recordings', `${name}.jsonl`), 'utf8'));

/**
 * Plays all of it and answers the document. `every`: 2 is a headset that draws half as often and misses no
 * press.
 */
function play(gesture: Gesture, choice: ToolChoice, box?: Vec3, every = 1): SessionDocument {
  const document = newDocument();
  if (box)
    document.apply(ANNA, [
      place('box', { parent: null, ...IDENTITY, position: box, scale: [0.2, 0.2, 0.2] }),
    ]);
  const world: ToolWorld = {
    objects: document.objects,
    choice,
    color: undefined,
    selection: new Set(),
    several: false,
    mayEdit: true,
    snaps: new Set(['surface']),
    pick: ray => meetSpheres(document.objects.values(), ray),
  };
  const tools = createTools();
  const isQuiet = (frame: Gesture['frames'][number]): boolean =>
    frame.pointers.every(each =>
      [each.select, each.squeeze].every(press => press === 'idle' || press === 'held'),
    );
  gesture.frames
    .filter((frame, i) => i % every === 0 || !isQuiet(frame))
    .forEach(frame => {
      for (const { intents, gesture: name } of tools.update(frame, world).batches) {
        const written = document.apply(
          { ...ANNA, ...(name === undefined ? {} : { gesture: name }) },
          intents,
        );
        expect(written.ok).toBe(true);
      }
    });
  return document;
}

const only = (document: SessionDocument): SessionObject => {
  expect(document.objects.size).toBe(1);
  return [...document.objects.values()][0] as SessionObject;
};

/** One gesture is one step back. */
function expectOneStep(document: SessionDocument, before: SessionDocument): void {
  document.history.undo();
  expect(readable(document)).toEqual(readable(before));
}

describe('recorded gestures', () => {
  it('[TOOL-15] placing on a table puts one thing where it was shown, resting on its base', () => {
    const gesture = load('place-on-table');
    const released = gesture.frames
      .flatMap(({ pointers }) => pointers)
      .find(({ select }) => select === 'released')?.surface;
    expect(released?.source).toBe('hit-test');
    const document = play(gesture, { tool: 'place', kind: 'box' });
    const { kind, pose, by } = only(document);
    expect({ kind, by }).toEqual({ kind: 'box', by: ANNA.user });
    expect(
      distance(pose.position, [0, 0.1, 0].map((n, i) => n + (released?.point[i] ?? 9)) as unknown as Vec3),
    ).toBeLessThan(1e-3);
    expectOneStep(document, newDocument());
  });

  it('[TOOL-15] drawing half a circle is one line as wide and as high as the hand went', () => {
    const gesture = load('draw-a-stroke');
    const document = play(gesture, { tool: 'draw' });
    const { kind, placement } = only(document);
    expect(kind).toBe('stroke');
    expect(placement.scale[0]).toBeCloseTo(0.4, 1);
    expect(placement.scale[1]).toBeCloseTo(0.2, 1);
    expectOneStep(document, newDocument());
  });

  it('[TOOL-15] two hands that go apart stretch by as much as they went apart, in one step', () => {
    const gesture = load('two-hands-scale');
    const isHolding = { when: ({ squeeze }: { squeeze: string }) => squeeze === 'held' };
    const [left, right] = (['left', 'right'] as const).map(hand => gripsOf(gesture, hand, isHolding.when));
    const apart = (i: number): number => distance(left?.at(i) as Vec3, right?.at(i) as Vec3);
    const middle = scaleBy(add(left?.[0] as Vec3, right?.[0] as Vec3), 0.5);
    const document = play(gesture, { tool: 'select' }, middle);
    const { placement, pose } = only(document);
    expect(placement.scale[0]).toBeCloseTo((0.2 * apart(-1)) / apart(0), 2);
    expect(placement.scale[0]).toBeGreaterThan(0.35);
    expect(distance(pose.position, middle)).toBeLessThan(0.01);
    const before = play({ ...gesture, frames: [] }, { tool: 'select' }, middle);
    expectOneStep(document, before);
  });

  it.each([1, 2, 3])(
    '[TOOL-15] a pinch takes a thing along exactly as the hand goes, with every frame or one in %i',
    every => {
      const gesture = load('grab-by-pinch');
      const grips = gripsOf(gesture, 'right', ({ select }) => select !== 'idle');
      const from = grips[0] as Vec3;
      const document = play(gesture, { tool: 'select' }, from, every);
      const went = subtract(grips.at(-1) as Vec3, from);
      expect(went[1]).toBeGreaterThan(0.25);
      expect(
        distance(only(document).pose.position, from.map((n, i) => n + (went[i] ?? 0)) as unknown as Vec3),
      ).toBeLessThan(2e-3);
      const before = play({ ...gesture, frames: [] }, { tool: 'select' }, from);
      expectOneStep(document, before);
    },
  );

  it('[TOOL-15] a finger that goes to the panel and back presses it once', () => {
    const { frames, panel } = load('poke-the-panel');
    let was: PokeState = 'away';
    const presses = frames.flatMap(({ pointers }) => {
      const tip = pointers[0]?.tip;
      const touch = tip && panel && poke(tip, panel, was);
      was = touch?.state ?? 'away';
      return touch?.select ?? [];
    });
    expect(presses.filter(press => press === 'pressed')).toHaveLength(1);
    expect(presses.filter(press => press === 'released')).toHaveLength(1);
    expect(presses).not.toContain('cancelled');
  });
});
