import { describe, expect, it } from 'vitest';
import { ShelfPacker, type Spot } from '../../client/panel/atlas/shelf-packer.ts';

interface Area extends Spot {
  readonly width: number;
  readonly height: number;
}

const areApart = (a: Area, b: Area): boolean =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

describe('room on a sheet', () => {
  it('[PANEL-15] gives every picture a place of its own inside the sheet, until there is none left', () => {
    const shelves = new ShelfPacker(400, 300);
    const areas: Area[] = [];
    for (let i = 0; ; i++) {
      const [width, height] = [20 + ((i * 37) % 90), 10 + ((i * 13) % 40)];
      const spot = shelves.place(width, height);
      if (!spot) break;
      areas.push({ ...spot, width, height });
    }
    expect(areas.length).toBeGreaterThan(20);
    for (const [i, a] of areas.entries()) {
      expect(a.x + a.width).toBeLessThanOrEqual(400);
      expect(a.y + a.height).toBeLessThanOrEqual(300);
      for (const b of areas.slice(i + 1)) expect(areApart(a, b)).toBe(true);
    }
  });

  it('[PANEL-15] has no room for what is wider or higher than the sheet', () => {
    expect(new ShelfPacker(100, 100).place(101, 10)).toBeUndefined();
    expect(new ShelfPacker(100, 100).place(10, 101)).toBeUndefined();
    expect(new ShelfPacker(100, 100).place(100, 100)).toEqual({ x: 0, y: 0 });
  });
});
