import { type BufferGeometry, Group, type Material, MeshStandardMaterial } from 'three';
import type { Assets } from '../assets/assets.ts';
import type { Shapes } from '../assets/levels.ts';
import type { Primitive } from '../assets/primitive.ts';
import { type Finish, finished, finishName } from '../assets/surfaces.ts';
import { CardPages } from '../cards/pages.ts';
import type { CardPainter } from '../cards/paint.ts';
import { Batch } from './batch.ts';
import { type ModelBatches, ModelDetail } from './model-detail.ts';
import { outlineMaterial } from './outline.ts';
import { type Detail, SOLIDS, type SolidName } from './solids.ts';
import { StrokeBatch } from './stroke-batch.ts';

/** Batches by shape, all of one material; lines, each of a shape of its own, in another batch. */
class Batches implements ModelBatches {
  readonly object = new Group();
  readonly #kit: Kit;
  readonly #material: Material;
  readonly #batches = new Map<string, Batch>();
  readonly #finishes = new Map<string, Material>();
  readonly #strokeMaterial: Material;
  #strokes: StrokeBatch | undefined;

  constructor(kit: Kit, material: Material) {
    this.object.matrixAutoUpdate = false;
    this.#kit = kit;
    this.#material = material;
    // Lines have one colour, and no shading of their own in their corners.
    this.#strokeMaterial = material.clone();
    this.#strokeMaterial.vertexColors = false;
  }

  get count(): number {
    const solids = [...this.#batches.values()].reduce((sum, batch) => sum + batch.count, 0);
    return solids + (this.#strokes?.count ?? 0);
  }

  solid(name: SolidName): Batch {
    return this.#get(name, this.#kit.geometry(name), this.#material, this.#kit.geometry(name, 'coarse'));
  }

  primitive(asset: string, index: number, { geometry, material, finish, shared }: Primitive): Batch {
    const shape = this.#kit.detail.shapes(asset)?.[index] ?? geometry;
    return this.#get(shared ?? `${asset} ${index}`, shape, material ?? this.#finished(finish));
  }

  reshape(asset: string, shapes: Shapes): void {
    shapes.forEach((shape, i) => {
      this.#batches.get(`${asset} ${i}`)?.reshape(shape);
    });
  }

  drop(asset: string): void {
    for (const [key, batch] of this.#batches) {
      if (!key.startsWith(`${asset} `)) continue;
      batch.dispose();
      this.#batches.delete(key);
    }
  }

  get strokes(): StrokeBatch {
    if (!this.#strokes) {
      this.#strokes = new StrokeBatch(this.#strokeMaterial);
      this.object.add(this.#strokes.object);
    }
    return this.#strokes;
  }

  dispose(): void {
    this.#strokes?.dispose();
    this.#strokeMaterial.dispose();
    for (const batch of this.#batches.values()) batch.dispose();
    this.#batches.clear();
    this.#material.dispose();
    for (const material of this.#finishes.values()) material.dispose();
    this.object.removeFromParent();
  }

  #finished(finish: Finish): Material {
    if (!finish.bothSides && !finish.flat) return this.#material;
    const name = finishName(finish);
    const material = this.#finishes.get(name) ?? finished(this.#material, finish);
    this.#finishes.set(name, material);
    return material;
  }

  #get(key: string, geometry: BufferGeometry, material: Material, coarse?: BufferGeometry): Batch {
    const found = this.#batches.get(key);
    if (found) return found;
    const batch = new Batch(key, geometry, material, this.#kit.outline, coarse);
    this.#batches.set(key, batch);
    this.object.add(batch.object);
    return batch;
  }
}

/** All that drawing needs and shares: geometries, materials, assets, pictures of text. */
export class Kit {
  readonly object = new Group();
  readonly outline = outlineMaterial();
  /** Objects of the session. */
  readonly full: Batches;
  /** Objects that are not quite there: previews, and models whose bytes have not come yet. */
  readonly faint: Batches;
  readonly cards: CardPages;
  readonly assets: Assets;
  readonly detail: ModelDetail;
  readonly #geometries = new Map<string, BufferGeometry>();

  /** Disposes of `assets` too. */
  constructor(painter: CardPainter, assets: Assets) {
    this.object.matrixAutoUpdate = false;
    this.object.name = 'objects';
    this.full = new Batches(
      this,
      new MeshStandardMaterial({ vertexColors: true, roughness: 0.62, metalness: 0 }),
    );
    this.faint = new Batches(
      this,
      new MeshStandardMaterial({ vertexColors: true, roughness: 0.7, transparent: true, opacity: 0.42 }),
    );
    this.cards = new CardPages(painter);
    this.assets = assets;
    this.detail = new ModelDetail(assets, [this.full, this.faint]);
    this.object.add(this.full.object, this.faint.object, this.cards.object);
  }

  geometry(name: SolidName, detail: Detail = 'fine'): BufferGeometry {
    const key = `${name} ${detail}`;
    const geometry = this.#geometries.get(key) ?? SOLIDS[name](detail);
    this.#geometries.set(key, geometry);
    return geometry;
  }

  dispose(): void {
    this.full.dispose();
    this.faint.dispose();
    this.cards.dispose();
    this.detail.dispose();
    this.assets.dispose();
    this.outline.dispose();
    for (const geometry of this.#geometries.values()) geometry.dispose();
    this.#geometries.clear();
    this.object.removeFromParent();
  }
}
