import { readFile } from 'node:fs/promises';
import { Group, InstancedMesh, Matrix4, type Object3D, PerspectiveCamera, Vector3 } from 'three';
import { createSceneView, type ReadBytes, type SceneView, type Theme } from '../../client/scene/index.ts';
import type { ObjectId, UserId } from '../../shared/ids.ts';
import { bundledModel } from '../../shared/kinds/index.ts';
import type { Placement, Vec3 } from '../../shared/pose.ts';
import { type Author, type Intent, SessionDocument } from '../../shared/session/index.ts';

/** Where a scene hangs when nobody draws: three.js counts and moves without WebGL. */
export interface Place {
  readonly content: Group;
  readonly camera: PerspectiveCamera;
  readonly sight: { readonly across: number; readonly up: number };
  theme: Theme;
  passthrough: boolean;
  presenting: boolean;
  redraws: number;
  redraw(): void;
  onRestored(listener: () => void): () => void;
  readonly restored: Set<() => void>;
}

export function place(): Place {
  const restored = new Set<() => void>();
  return {
    content: new Group(),
    camera: new PerspectiveCamera(),
    sight: { across: 1, up: 0.9 },
    theme: 'dark',
    passthrough: false,
    presenting: false,
    redraws: 0,
    restored,
    redraw() {
      this.redraws++;
    },
    onRestored(listener) {
      restored.add(listener);
      return () => restored.delete(listener);
    },
  };
}

/** Reads bundled models from the repository, as the app does from its own server. */
export const readBytes: ReadBytes = async asset => {
  const model = bundledModel(asset);
  if (!model) return undefined;
  const file = await readFile(new URL(`../../public/${model.path}`, import.meta.url));
  return new Uint8Array(file).buffer;
};

export const author: Author = { user: 'u'.repeat(43) as UserId, at: 1 };

export interface Session {
  readonly document: SessionDocument;
  readonly stage: Place;
  readonly view: SceneView;
  /** How many cards were painted. */
  readonly painted: { count: number };
  apply(...intents: Intent[]): void;
}

/** A document with a scene that follows it. */
export function session(read: ReadBytes = readBytes): Session {
  const document = new SessionDocument();
  const stage = place();
  const painted = { count: 0 };
  const view = createSceneView(stage, {
    readAsset: read,
    painter: (_card, width, height) => {
      painted.count++;
      return new Uint8ClampedArray(width * height * 4);
    },
  });
  document.subscribe(changes => view.apply(changes));
  return {
    document,
    stage,
    view,
    painted,
    apply(...intents) {
      const result = document.apply(author, intents);
      if (!result.ok) throw new Error(result.error.code);
    },
  };
}

export const at = (
  x: number,
  y: number,
  z: number,
  scale: Vec3 = [0.2, 0.2, 0.2],
  parent: string | null = null,
): Placement => ({
  parent,
  position: [x, y, z],
  rotation: [0, 0, 0, 1],
  scale,
});

export const id = (name: string): ObjectId => name as ObjectId;

export const put = (
  name: string,
  kind: string,
  placement: Placement,
  fields: Intent extends never ? never : object = {},
): Intent => ({
  type: 'place-object',
  id: id(name),
  kind,
  placement,
  fields,
});

const chunks = (root: Object3D, name: RegExp): InstancedMesh[] => {
  const found: InstancedMesh[] = [];
  root.traverse(object => {
    if (object instanceof InstancedMesh && name.test(object.parent?.name ?? '')) found.push(object);
  });
  return found;
};

/** The matrices of all instances in pools of this name, as three.js would upload them. */
export function instances(root: Object3D, name: RegExp): Matrix4[] {
  return chunks(root, name).flatMap(mesh =>
    Array.from({ length: mesh.count }, (_, i) => {
      const matrix = new Matrix4();
      mesh.getMatrixAt(i, matrix);
      return matrix;
    }),
  );
}

export const positionsOf = (matrices: readonly Matrix4[]): string[] =>
  matrices
    .map(matrix => new Vector3().setFromMatrixPosition(matrix))
    .map(p =>
      p
        .toArray()
        .map(n => n.toFixed(3))
        .join(' '),
    )
    .sort();

/** How many draw calls these pools take. */
export const draws = (root: Object3D, name: RegExp): number =>
  chunks(root, name).filter(mesh => mesh.count > 0).length;

/** How many triangles these pools draw. */
export const triangles = (root: Object3D, name: RegExp): number =>
  chunks(root, name).reduce((sum, mesh) => sum + (mesh.count * (mesh.geometry.index?.count ?? 0)) / 3, 0);

/** The buffers of these pools, to see whether they were touched. */
export const versions = (root: Object3D, name: RegExp): number[] =>
  chunks(root, name).map(mesh => mesh.instanceMatrix.version);
