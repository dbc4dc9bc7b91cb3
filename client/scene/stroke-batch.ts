import { BatchedMesh, type BufferGeometry, Color, type Material, type Matrix4 } from 'three';
import { type Emphasis, isOutlined } from './batch.ts';

const INSTANCES = 64;
const VERTICES = 8_192;
/** Triangle corners for each vertex of a tube. */
const INDICES_PER_VERTEX = 6;

/** All lines in one draw call: each has a shape of its own, and none is shared. What is selected takes the outline's colour. */
export class StrokeBatch {
  readonly object: BatchedMesh;

  constructor(material: Material) {
    this.object = new BatchedMesh(INSTANCES, VERTICES, VERTICES * INDICES_PER_VERTEX, material);
    this.object.name = 'strokes';
    this.object.sortObjects = false;
    // Each line is culled by itself; a sphere around all of them would have to follow every change.
    this.object.frustumCulled = false;
    this.object.matrixAutoUpdate = false;
  }

  get count(): number {
    return this.object.instanceCount;
  }

  add(geometry: BufferGeometry): StrokeInstance {
    this.#makeRoom(geometry);
    const shape = this.object.addGeometry(geometry);
    return new StrokeInstance(this.object, shape, this.object.addInstance(shape));
  }

  dispose(): void {
    this.object.dispose();
    this.object.removeFromParent();
  }

  #makeRoom(geometry: BufferGeometry): void {
    const mesh = this.object;
    const vertices = geometry.getAttribute('position').count;
    const indices = geometry.index?.count ?? 0;
    if (mesh.instanceCount >= mesh.maxInstanceCount) mesh.setInstanceCount(mesh.maxInstanceCount * 2);
    if (fits(mesh, vertices, indices)) return;
    // Lines that were taken away leave holes, which only packing closes.
    mesh.optimize();
    if (fits(mesh, vertices, indices)) return;
    const held = mesh.geometry.getAttribute('position')?.count ?? VERTICES;
    const next = Math.max(held * 2, held + vertices);
    const corners = mesh.geometry.index?.count ?? VERTICES * INDICES_PER_VERTEX;
    mesh.setGeometrySize(next, Math.max(corners * 2, corners + indices));
  }
}

const fits = (mesh: BatchedMesh, vertices: number, indices: number): boolean =>
  mesh.unusedVertexCount >= vertices && mesh.unusedIndexCount >= indices;

const rgb = new Color();

/** One drawn line. Whoever added it removes it. */
export class StrokeInstance {
  readonly #mesh: BatchedMesh;
  readonly #shape: number;
  readonly #instance: number;

  constructor(mesh: BatchedMesh, shape: number, instance: number) {
    this.#mesh = mesh;
    this.#shape = shape;
    this.#instance = instance;
  }

  /** `color` and `outline` are `#rrggbb`. */
  set(matrix: Matrix4, color: string, emphasis: Emphasis, outline: string): void {
    this.#mesh.setMatrixAt(this.#instance, matrix);
    this.#mesh.setColorAt(this.#instance, rgb.set(isOutlined(emphasis) ? outline : color));
  }

  remove(): void {
    // Its instances go with the shape.
    this.#mesh.deleteGeometry(this.#shape);
  }
}
