import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Box3, BufferAttribute } from 'three';
import { describe, expect, it, vi } from 'vitest';
import { Assets } from '../../client/scene/assets/assets.ts';
import { BUNDLED_MODELS } from '../../shared/kinds/index.ts';
import { at, instances, positionsOf, put, readBytes, session } from './place.ts';

const [first] = BUNDLED_MODELS;
if (!first) throw new Error('There are no bundled models.');

describe('bundled models', () => {
  it.each(BUNDLED_MODELS)('[SCENE-10] $title is what its hash says, and small', ({ asset, path }) => {
    const bytes = readFileSync(new URL(`../../public/${path}`, import.meta.url));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(asset);
    expect(bytes.length).toBeLessThan(60_000);
  });

  it.each(BUNDLED_MODELS)('[SCENE-10] $title fills the unit cube from its base up', async ({ asset }) => {
    const loaded = await new Promise<Assets>(resolve => {
      const models: Assets = new Assets({
        read: readBytes,
        onLoad: () => resolve(models),
        renderer: undefined,
      });
      models.get(asset);
    });
    const box = new Box3();
    for (const { geometry } of loaded.get(asset) ?? []) {
      const position = geometry.getAttribute('position');
      if (position instanceof BufferAttribute) box.union(new Box3().setFromBufferAttribute(position));
    }
    expect(box.min.y).toBeCloseTo(-0.5, 3);
    expect(box.max.y).toBeCloseTo(0.5, 3);
    for (const axis of ['x', 'z'] as const) {
      expect(box.min[axis]).toBeGreaterThanOrEqual(-0.501);
      expect(box.max[axis]).toBeLessThanOrEqual(0.501);
    }
    expect(loaded.get(asset)?.some(({ tinted }) => tinted)).toBe(true);
    loaded.dispose();
  });
});

describe('a model', () => {
  it('[SCENE-7] is a faint box of its size until its bytes come, then itself', async () => {
    let give: (bytes: ArrayBuffer | undefined) => void = () => undefined;
    const { view, stage, apply } = session(
      () =>
        new Promise(resolve => {
          give = resolve;
        }),
    );
    apply(put('m', 'model', at(1, 2, 3, first.size), { asset: first.asset }));
    expect(positionsOf(instances(stage.content, /^box still$/))).toEqual(['1.000 2.000 3.000']);
    give(await readBytes(first.asset));
    await vi.waitFor(() => expect(instances(stage.content, /^box still$/)).toHaveLength(0));
    const own = instances(stage.content, new RegExp(`^${first.asset} `));
    expect(own.length).toBeGreaterThan(0);
    expect(new Set(positionsOf(own))).toEqual(new Set(['1.000 2.000 3.000']));
    expect(view.pick({ origin: [1, 9, 3], direction: [0, -1, 0] })?.id).toBe('m');
  });

  it('[SCENE-7] that this device does not have stays a box, and can be pointed at', async () => {
    const asked: string[] = [];
    const { view, stage, apply } = session(asset => {
      asked.push(asset);
      return Promise.resolve(undefined);
    });
    apply(
      put('m', 'model', at(0, 0, 0), { asset: 'f'.repeat(64) }),
      put('n', 'model', at(1, 0, 0), { asset: 'f'.repeat(64) }),
    );
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    expect(instances(stage.content, /^box still$/)).toHaveLength(2);
    expect(view.pick({ origin: [0, 5, 0], direction: [0, -1, 0] })?.id).toBe('m');
    view.dispose();
  });
});
