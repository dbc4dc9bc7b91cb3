import {
  BufferAttribute,
  type BufferGeometry,
  FileLoader,
  type Material,
  Mesh,
  type MeshStandardMaterial,
} from 'three';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { bundledModel } from '../../shared/kinds/index.ts';
import { finish } from './solids.ts';

/** The bytes of a model by the SHA-256 of its file; undefined where this device does not have them. */
export type ReadModel = (asset: string) => Promise<ArrayBuffer | undefined>;

/** One shape of a model, in the unit cube. */
export interface Primitive {
  readonly geometry: BufferGeometry;
  /** Undefined where colours are all it has: then it shares the material of the solids. */
  readonly material: Material | undefined;
  /** The object's own colour tints it. */
  readonly tinted: boolean;
}

/** Reads the models that ship with the app. */
export const readBundled: ReadModel = async asset => {
  const model = bundledModel(asset);
  if (!model) return undefined;
  const bytes = await new FileLoader().setResponseType('arraybuffer').loadAsync(`/${model.path}`);
  return bytes instanceof ArrayBuffer ? bytes : undefined;
};

/** In a model's file, materials with this name take the object's colour. */
const TINT = 'tint';

/**
 * Models by asset, each loaded once. One that cannot be had or read stays a placeholder for as long as the scene lives; the console
 * says why.
 */
export class Models {
  readonly #read: ReadModel;
  readonly #onLoad: (asset: string) => void;
  readonly #loader = new GLTFLoader();
  readonly #loaded = new Map<string, readonly Primitive[]>();
  readonly #asked = new Set<string>();
  #disposed = false;

  /** `onLoad` is called when a model that `get` was asked for has arrived. */
  constructor(read: ReadModel, onLoad: (asset: string) => void) {
    this.#read = read;
    this.#onLoad = onLoad;
  }

  /** Undefined until the model is there. */
  get(asset: string | undefined): readonly Primitive[] | undefined {
    if (asset === undefined) return undefined;
    const loaded = this.#loaded.get(asset);
    if (!loaded && !this.#asked.has(asset)) {
      this.#asked.add(asset);
      this.#load(asset).catch((error: unknown) => {
        console.warn(`The model ${asset} cannot be shown.`, error);
      });
    }
    return loaded;
  }

  dispose(): void {
    this.#disposed = true;
    for (const primitives of this.#loaded.values()) {
      for (const { geometry, material } of primitives) {
        geometry.dispose();
        material?.dispose();
      }
    }
    this.#loaded.clear();
  }

  async #load(asset: string): Promise<void> {
    const bytes = await this.#read(asset);
    if (!bytes) return;
    const { scene } = await this.#loader.parseAsync(bytes, '');
    if (this.#disposed) return;
    const primitives: Primitive[] = [];
    scene.updateMatrixWorld(true);
    scene.traverse(object => {
      if (object instanceof Mesh)
        primitives.push(primitive(object as Mesh<BufferGeometry, MeshStandardMaterial>));
    });
    this.#loaded.set(asset, primitives);
    this.#onLoad(asset);
  }
}

function primitive({
  geometry: source,
  material,
  matrixWorld,
}: Mesh<BufferGeometry, MeshStandardMaterial>): Primitive {
  const geometry = source.clone().applyMatrix4(matrixWorld);
  if (!geometry.getAttribute('normal')) geometry.computeVertexNormals();
  const tinted = material.name === TINT;
  if (material.map) return { geometry: withOutline(geometry, true), material, tinted };
  const count = geometry.getAttribute('position').count;
  const own = geometry.getAttribute('color');
  const colors = new Float32Array(count * 3);
  const { r, g, b } = material.color;
  for (let i = 0; i < count; i++) {
    colors[i * 3] = r * (own?.getX(i) ?? 1);
    colors[i * 3 + 1] = g * (own?.getY(i) ?? 1);
    colors[i * 3 + 2] = b * (own?.getZ(i) ?? 1);
  }
  geometry.setAttribute('color', new BufferAttribute(colors, 3));
  return { geometry: withOutline(geometry, false), material: undefined, tinted };
}

function withOutline(geometry: BufferGeometry, keepUv: boolean): BufferGeometry {
  const uv = geometry.getAttribute('uv');
  finish(geometry, 1);
  if (keepUv && uv) geometry.setAttribute('uv', uv);
  return geometry;
}
