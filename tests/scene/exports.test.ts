import { Box3, type Group, Mesh, MeshStandardMaterial, Quaternion, Texture, Vector3 } from 'three';
import { afterEach, describe, expect, it } from 'vitest';
import { Assets } from '../../client/scene/assets/assets.ts';
import { contentsOf, type VisibleScene } from '../../client/scene/exports/contents.ts';
import { flattenColors } from '../../client/scene/exports/flat-colors.ts';
import { Kit } from '../../client/scene/instancing/kit.ts';
import { BUNDLED_MODELS } from '../../shared/kinds/index.ts';
import { fromYaw, type Vec3 } from '../../shared/pose.ts';
import { encodeStroke } from '../../shared/stroke.ts';
import { at, put, readBytes, type Session, session } from './place.ts';

const kits: Kit[] = [];
afterEach(() => {
  for (const kit of kits.splice(0)) kit.dispose();
});

function kitOf(): Kit {
  const assets = new Assets({ read: readBytes, onLoad: () => undefined, renderer: undefined });
  const kit = new Kit((_card, width, height) => new Uint8ClampedArray(width * height * 4), assets);
  kits.push(kit);
  return kit;
}

const seen = ({ document }: Session): VisibleScene[] =>
  [...document.objects.values()].map(object => ({ object, pose: object.pose, size: object.placement.scale }));

async function contents(of: Session) {
  const kit = kitOf();
  await kit.assets.settled(seen(of).flatMap(({ object }) => object.asset ?? []));
  return contentsOf(kit, seen(of), () => new Texture());
}

const box = (object: Parameters<Box3['setFromObject']>[0]): Box3 => new Box3().setFromObject(object, true);
const plant = BUNDLED_MODELS[0]?.asset;
const line: Vec3[] = [
  [0, 0, 0],
  [0.2, 0.1, 0],
  [0.4, 0, 0.1],
];

describe('a scene as a file', () => {
  it('[EXPORT-1] holds each object once, by its name, where it is and as large as it is', async () => {
    const of = session();
    of.apply(
      put('a', 'box', at(1, 0.5, -2, [0.4, 0.2, 0.6]), { name: 'Crate' }),
      put('b', 'sphere', at(0, 1, 0)),
      put('c', 'cone', at(0, 0.5, 0, [0.1, 0.1, 0.1], 'a')),
      put('d', 'model', at(-1, 0.5, 0, [0.5, 1, 0.5]), { asset: plant }),
    );
    const { scene, objects, missing } = await contents(of);
    expect([objects, missing]).toEqual([4, 0]);
    expect(scene.children.map(({ name }) => name)).toEqual(['Crate', 'Sphere', 'Cone', 'Model']);
    const [crate, , cone, model] = scene.children.map(box);
    expect(crate?.getSize(new Vector3()).distanceTo(new Vector3(0.4, 0.2, 0.6))).toBeLessThan(1e-4);
    expect(crate?.getCenter(new Vector3()).distanceTo(new Vector3(1, 0.5, -2))).toBeLessThan(1e-4);
    expect(cone?.getCenter(new Vector3()).distanceTo(new Vector3(1, 1, -2))).toBeLessThan(0.01);
    expect(model?.getSize(new Vector3()).distanceTo(new Vector3(0.5, 1, 0.5))).toBeLessThan(1e-3);
  });

  it('[EXPORT-1] draws a crowd as coarsely as the scene does, and a line as thick as it was drawn', async () => {
    const of = session();
    const stroke = encodeStroke(line);
    if (!stroke) throw new Error('that is a line');
    const { points, center, size } = stroke;
    of.apply(put('line', 'stroke', at(...center, size), { points, width: 0.01 }));
    const thick = box((await contents(of)).scene);
    expect(thick.getSize(new Vector3()).x).toBeCloseTo(0.4, 1);
    const few = session();
    few.apply(put('s', 'sphere', at(0, 0, 0)));
    const crowd = session();
    crowd.apply(...Array.from({ length: 400 }, (_, i) => put(`s${i}`, 'sphere', at(i, 0, 0))));
    const one = (await contents(few)).triangles;
    expect((await contents(crowd)).triangles).toBeLessThan(400 * one * 0.5);
  });

  it('[EXPORT-4] a label stands upright and reads from both sides, a note has its text on its front', async () => {
    const of = session();
    const turned = { ...at(0, 1, 0, [0.6, 0.15, 0.02]), rotation: fromYaw(Math.PI / 2) };
    of.apply(
      put('l', 'label', turned, { text: 'Sink' }),
      put('n', 'note', at(2, 1, 0), { text: 'Buy milk' }),
    );
    const { scene } = await contents(of);
    const [label, note] = scene.children as [Group, Group];
    const facing = (mesh: Mesh): Vector3 =>
      new Vector3(0, 0, 1).applyQuaternion(mesh.getWorldQuaternion(new Quaternion()));
    const sides = (label.children as Mesh[]).map(facing);
    expect(sides[0]?.distanceTo(new Vector3(1, 0, 0))).toBeLessThan(1e-6);
    expect(sides[1]?.distanceTo(new Vector3(-1, 0, 0))).toBeLessThan(1e-6);
    expect(box(label).getSize(new Vector3()).z).toBeCloseTo(0.6, 3);
    const paper = (note.children as Mesh[]).find(
      ({ material }) => material instanceof MeshStandardMaterial && material.map,
    );
    expect(paper && facing(paper).z).toBeCloseTo(1);
    expect(paper?.getWorldPosition(new Vector3()).z).toBeGreaterThan(0.1);
  });

  it('[EXPORT-5] what has no bytes here is left out and counted, the rest is there', async () => {
    const of = session();
    of.apply(
      put('a', 'box', at(0, 0, 0)),
      put('b', 'model', at(1, 0, 0), { asset: 'f'.repeat(64) }),
      put('c', 'image', at(2, 0, 0)),
    );
    const { objects, missing, scene } = await contents(of);
    expect([objects, missing]).toEqual([1, 2]);
    expect(scene.children.map(({ name }) => name)).toEqual(['Box']);
  });

  it('[EXPORT-3] colours in corners become materials of one colour, shading becomes its average', async () => {
    const of = session();
    of.apply(
      put('a', 'box', at(0, 0, 0), { color: '#ff0000' }),
      put('d', 'model', at(-1, 0.5, 0), { asset: plant }),
    );
    const { scene } = await contents(of);
    const before = { box: box(scene), triangles: count(scene) };
    flattenColors(scene);
    scene.updateMatrixWorld(true);
    const meshes: Mesh[] = [];
    scene.traverse(each => {
      if (each instanceof Mesh) meshes.push(each);
    });
    const materials = meshes.map(({ material }) => material as MeshStandardMaterial);
    expect(materials.every(({ vertexColors }) => !vertexColors)).toBe(true);
    expect(meshes.every(({ geometry }) => !geometry.getAttribute('color'))).toBe(true);
    const [red] = materials;
    expect(red?.color.r).toBeGreaterThan(0.85);
    expect(Math.max(red?.color.g ?? 1, red?.color.b ?? 1)).toBe(0);
    expect(new Set(materials.map(({ color }) => color.getHexString())).size).toBeGreaterThan(2);
    expect(count(scene)).toBe(before.triangles);
    expect(box(scene).min.distanceTo(before.box.min)).toBeLessThan(1e-5);
    expect(box(scene).max.distanceTo(before.box.max)).toBeLessThan(1e-5);
  });
});

function count(scene: Parameters<Box3['setFromObject']>[0]): number {
  let triangles = 0;
  scene.traverse(each => {
    if (each instanceof Mesh) triangles += (each.geometry.index?.count ?? 0) / 3;
  });
  return triangles;
}
