import { BatchedMesh, type BufferGeometry, Color, Group, type Material, Matrix4 } from 'three';
import { type Emphasis, isOutlined } from './batch.ts';

const INSTANCES = 64;
const VERTICES = 8_192;
/** Triangle corners for each vertex of a tube. */
const INDICES_PER_VERTEX = 6;
/**
 * So many lines may be gone, for each that is there, before the others are packed anew: then removing and
 * adding cost the same at any size.
 */
const GONE_SHARE = 0.25;
const GONE_COUNT = 32;

const rgb = new Color();
const matrixOf = new Matrix4();

/**
 * All lines in one draw call: each has a shape of its own, and none is shared. What is selected takes the
 * outline's colour.
 */
export class StrokeBatch {
  readonly object = new Group();
  readonly #material: Material;
  readonly #live = new Set<StrokeInstance>();
  #mesh: BatchedMesh;
  /** Shapes whose lines are gone, and which still take room. */
  #gone = 0;

  constructor(material: Material) {
    this.#material = material;
    this.object.name = 'strokes';
    this.object.matrixAutoUpdate = false;
    this.#mesh = this.#make(INSTANCES, VERTICES);
  }

  get count(): number {
    return this.#live.size;
  }

  add(geometry: BufferGeometry): StrokeInstance {
    if (this.#gone > GONE_COUNT + this.#live.size * GONE_SHARE) this.#pack();
    this.#makeRoom(geometry);
    const instance = new StrokeInstance(this, geometry, this.#draw(geometry));
    this.#live.add(instance);
    return instance;
  }

  set({ at }: StrokeInstance, matrix: Matrix4, color: string): void {
    this.#mesh.setMatrixAt(at, matrix);
    this.#mesh.setColorAt(at, rgb.set(color));
  }

  remove(instance: StrokeInstance): void {
    if (!this.#live.delete(instance)) return;
    // Its shape stays until the next packing: three.js looks through all lines to take one away.
    this.#mesh.deleteInstance(instance.at);
    this.#gone++;
    if (this.#live.size === 0) this.#pack();
  }

  dispose(): void {
    this.#mesh.dispose();
    this.object.removeFromParent();
  }

  #draw(geometry: BufferGeometry): number {
    const at = this.#mesh.addInstance(this.#mesh.addGeometry(geometry));
    this.#mesh.setColorAt(at, rgb.set('#ffffff'));
    return at;
  }

  #make(instances: number, vertices: number): BatchedMesh {
    const mesh = new BatchedMesh(instances, vertices, vertices * INDICES_PER_VERTEX, this.#material);
    mesh.name = 'strokes';
    mesh.sortObjects = false;
    // Each line is culled by itself; a sphere around all of them would have to follow every change.
    mesh.frustumCulled = false;
    mesh.matrixAutoUpdate = false;
    this.object.add(mesh);
    return mesh;
  }

  /** Lays the lines that are there into a new mesh, with room for as many again. */
  #pack(): void {
    const old = this.#mesh;
    let vertices = 0;
    for (const { geometry } of this.#live) vertices += geometry.getAttribute('position').count;
    this.#mesh = this.#make(Math.max(INSTANCES, this.#live.size * 2), Math.max(VERTICES, vertices * 2));
    this.#gone = 0;
    for (const instance of this.#live) {
      old.getMatrixAt(instance.at, matrixOf);
      old.getColorAt(instance.at, rgb);
      this.#makeRoom(instance.geometry);
      const at = this.#mesh.addInstance(this.#mesh.addGeometry(instance.geometry));
      this.#mesh.setMatrixAt(at, matrixOf);
      this.#mesh.setColorAt(at, rgb);
      instance.at = at;
    }
    this.object.remove(old);
    old.dispose();
  }

  #makeRoom(geometry: BufferGeometry): void {
    const mesh = this.#mesh;
    const vertices = geometry.getAttribute('position').count;
    const indices = geometry.index?.count ?? 0;
    if (mesh.instanceCount >= mesh.maxInstanceCount) mesh.setInstanceCount(mesh.maxInstanceCount * 2);
    if (mesh.unusedVertexCount >= vertices && mesh.unusedIndexCount >= indices) return;
    const held = mesh.geometry.getAttribute('position')?.count ?? VERTICES;
    const next = Math.max(held * 2, held + vertices);
    const corners = mesh.geometry.index?.count ?? VERTICES * INDICES_PER_VERTEX;
    mesh.setGeometrySize(next, Math.max(corners * 2, corners + indices));
  }
}

/** One drawn line. Whoever added it removes it. */
export class StrokeInstance {
  readonly #batch: StrokeBatch;
  readonly geometry: BufferGeometry;
  /** Its place in the batch, which moves it when lines are packed. */
  at: number;

  constructor(batch: StrokeBatch, geometry: BufferGeometry, at: number) {
    this.#batch = batch;
    this.geometry = geometry;
    this.at = at;
  }

  /** `color` and `outline` are `#rrggbb`. */
  set(matrix: Matrix4, color: string, emphasis: Emphasis, outline: string): void {
    this.#batch.set(this, matrix, isOutlined(emphasis) ? outline : color);
  }

  remove(): void {
    this.#batch.remove(this);
  }
}
