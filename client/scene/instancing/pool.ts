import {
  type BufferGeometry,
  Color,
  DynamicDrawUsage,
  Group,
  InstancedMesh,
  type Material,
  Matrix4,
  Sphere,
} from 'three';

const SMALLEST = 16;
const LARGEST = 4096;
/** Beyond this many separate ranges, one upload of the whole is cheaper. */
const RANGES = 64;

/**
 * A pool whose fine shape would come to more triangles than this draws its coarse one, and goes back below
 * half of it. A standalone headset draws one to two million in all, and there are seven shapes.
 */
export const FINE_TRIANGLES = 150_000;

/** One instance's place in a pool. Stays valid until it is removed, though the instance may move inside. */
export interface Slot {
  chunk: Chunk;
  index: number;
}

/**
 * Any number of instances of one shape in a few draw calls: chunks that grow to 4096 instances. A removed
 * instance's place is taken by the last one, so that what is drawn is always exactly what is there. `r, g, b`
 * reach the shader as `instanceColor`.
 */
export class InstancePool {
  readonly object = new Group();
  #fine: BufferGeometry;
  readonly #coarse: BufferGeometry | undefined;
  #geometry: BufferGeometry;
  readonly #material: Material;
  readonly #renderOrder: number;
  #chunks: Chunk[] = [];

  constructor(
    name: string,
    geometry: BufferGeometry,
    material: Material,
    renderOrder = 0,
    coarse?: BufferGeometry,
  ) {
    this.object.name = name;
    this.object.matrixAutoUpdate = false;
    this.#fine = geometry;
    this.#coarse = coarse;
    this.#geometry = geometry;
    this.#material = material;
    this.#renderOrder = renderOrder;
    if (!geometry.boundingSphere) geometry.computeBoundingSphere();
  }

  get count(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.slots.length, 0);
  }

  add(): Slot {
    let chunk = this.#chunks.find(each => each.slots.length < LARGEST);
    if (!chunk) {
      chunk = new Chunk(this.#geometry, this.#material, this.#renderOrder);
      this.#chunks.push(chunk);
      this.object.add(chunk.mesh);
    }
    const slot = chunk.add(this.object);
    this.#fit();
    return slot;
  }

  set(slot: Slot, matrix: Matrix4, r: number, g: number, b: number): void {
    slot.chunk.set(slot.index, matrix, r, g, b);
  }

  remove(slot: Slot): void {
    const { chunk } = slot;
    chunk.remove(slot.index);
    this.#fit();
    if (chunk.slots.length > 0) return;
    this.#chunks = this.#chunks.filter(each => each !== chunk);
    this.object.remove(chunk.mesh);
    chunk.mesh.dispose();
  }

  /** Draws all of it in another shape of the same size. */
  reshape(geometry: BufferGeometry): void {
    if (!geometry.boundingSphere) geometry.computeBoundingSphere();
    this.#fine = geometry;
    this.#use(geometry);
  }

  #use(geometry: BufferGeometry): void {
    this.#geometry = geometry;
    for (const chunk of this.#chunks) chunk.mesh.geometry = geometry;
  }

  /** The shape that so many instances can afford. */
  #fit(): void {
    if (!this.#coarse) return;
    const triangles = (this.#fine.index?.count ?? 0) / 3;
    const most = this.#geometry === this.#coarse ? FINE_TRIANGLES / 2 : FINE_TRIANGLES;
    const fits = this.count * triangles > most ? this.#coarse : this.#fine;
    if (fits !== this.#geometry) this.#use(fits);
  }

  /** Frees the instances. Geometry and material belong to whoever gave them. */
  dispose(): void {
    for (const chunk of this.#chunks) chunk.mesh.dispose();
    this.#chunks = [];
    this.object.clear();
    this.object.removeFromParent();
  }
}

const WHITE = new Color(1, 1, 1);
const sphere = new Sphere();
const matrixOf = new Matrix4();

class Chunk {
  mesh: InstancedMesh;
  readonly slots: Slot[] = [];
  readonly #bounds = new Sphere();
  #capacity = SMALLEST;
  /** How many times `#bounds` may have become larger than it needs to be. */
  #loose = 0;

  constructor(geometry: BufferGeometry, material: Material, renderOrder: number) {
    this.mesh = this.#make(geometry, material, renderOrder);
  }

  add(parent: Group): Slot {
    if (this.slots.length === this.#capacity) this.#grow(parent);
    const slot: Slot = { chunk: this, index: this.slots.length };
    this.slots.push(slot);
    this.mesh.count = this.slots.length;
    return slot;
  }

  set(index: number, matrix: Matrix4, r: number, g: number, b: number): void {
    const { instanceMatrix, instanceColor, geometry } = this.mesh;
    matrix.toArray(instanceMatrix.array, index * 16);
    touch(instanceMatrix, index, 16);
    if (instanceColor) {
      const { array } = instanceColor;
      const at = index * 3;
      if (
        array[at] !== Math.fround(r) ||
        array[at + 1] !== Math.fround(g) ||
        array[at + 2] !== Math.fround(b)
      ) {
        array[at] = r;
        array[at + 1] = g;
        array[at + 2] = b;
        touch(instanceColor, index, 3);
      }
    }
    if (geometry.boundingSphere)
      this.#bounds.union(sphere.copy(geometry.boundingSphere).applyMatrix4(matrix));
    this.#loosen();
  }

  remove(index: number): void {
    const last = this.slots.length - 1;
    const moved = this.slots[last];
    if (index !== last && moved) {
      const { instanceMatrix, instanceColor } = this.mesh;
      instanceMatrix.array.copyWithin(index * 16, last * 16, last * 16 + 16);
      instanceColor?.array.copyWithin(index * 3, last * 3, last * 3 + 3);
      touch(instanceMatrix, index, 16);
      if (instanceColor) touch(instanceColor, index, 3);
      moved.index = index;
      this.slots[index] = moved;
    }
    this.slots.length = last;
    this.mesh.count = last;
    this.#loosen();
  }

  #loosen(): void {
    this.#loose++;
    if (this.#loose < 2 * this.slots.length + 8) return;
    this.#loose = 0;
    this.#bounds.makeEmpty();
    const own = this.mesh.geometry.boundingSphere;
    if (!own) return;
    for (let i = 0; i < this.slots.length; i++) {
      this.mesh.getMatrixAt(i, matrixOf);
      this.#bounds.union(sphere.copy(own).applyMatrix4(matrixOf));
    }
  }

  #grow(parent: Group): void {
    const old = this.mesh;
    this.#capacity = Math.min(LARGEST, this.#capacity * 4);
    this.mesh = this.#make(old.geometry, old.material as Material, old.renderOrder);
    this.mesh.instanceMatrix.array.set(old.instanceMatrix.array);
    if (old.instanceColor) this.mesh.instanceColor?.array.set(old.instanceColor.array);
    this.mesh.count = old.count;
    parent.remove(old);
    old.dispose();
    parent.add(this.mesh);
  }

  #make(geometry: BufferGeometry, material: Material, renderOrder: number): InstancedMesh {
    const mesh = new InstancedMesh(geometry, material, this.#capacity);
    mesh.setColorAt(0, WHITE);
    mesh.instanceMatrix.setUsage(DynamicDrawUsage);
    mesh.count = 0;
    mesh.boundingSphere = this.#bounds;
    mesh.matrixAutoUpdate = false;
    mesh.renderOrder = renderOrder;
    return mesh;
  }
}

function touch(attribute: InstancedMesh['instanceMatrix'], index: number, size: number): void {
  const ranges = attribute.updateRanges;
  const last = ranges[ranges.length - 1];
  // In order is the common case (a load, a group that moves): one range that grows.
  if (last && index * size >= last.start && index * size <= last.start + last.count) {
    last.count = Math.max(last.count, (index + 1) * size - last.start);
  } else if (ranges.length >= RANGES) {
    attribute.clearUpdateRanges();
    attribute.addUpdateRange(0, attribute.array.length);
  } else attribute.addUpdateRange(index * size, size);
  attribute.needsUpdate = true;
}
