/**
 * Makes the models that ship with the app: `node client/scene/assets/make-models.mjs`. They are drawn here,
 * in numbers, and are CC0. Each is normalised to the unit cube (base at y = -0.5) and its real size is what
 * `shared/kinds/bundled-models.ts` says; the script prints it. The material named `tint` takes an object's
 * colour.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import {
  Box3,
  BufferAttribute,
  CapsuleGeometry,
  Color,
  CylinderGeometry,
  Group,
  LatheGeometry,
  Mesh,
  MeshStandardMaterial,
  PlaneGeometry,
  SphereGeometry,
  Vector2,
  Vector3,
} from 'three';
import { GLTFExporter } from 'three/addons/exporters/GLTFExporter.js';
import { RoundedBoxGeometry } from 'three/addons/geometries/RoundedBoxGeometry.js';
import { mergeGeometries, mergeVertices } from 'three/addons/utils/BufferGeometryUtils.js';

// The exporter reads its Blob through this browser class, which Node does not have.
globalThis.FileReader = class {
  readAsArrayBuffer(blob) {
    blob.arrayBuffer().then(bytes => {
      this.result = bytes;
      this.onloadend?.();
    });
  }
};

/** A geometry with one colour at every vertex. */
function painted(geometry, color) {
  geometry.deleteAttribute('uv');
  const flat = geometry.index ? geometry : mergeVertices(geometry);
  const { r, g, b } = new Color(color);
  const count = flat.getAttribute('position').count;
  const colors = new Float32Array(count * 3);
  for (let i = 0; i < count; i++) colors.set([r, g, b], i * 3);
  flat.setAttribute('color', new BufferAttribute(colors, 3));
  return flat;
}

const lathe = (points, sides = 28) =>
  new LatheGeometry(
    points.map(([x, y]) => new Vector2(x, y)),
    sides,
  );

/** A stick of radius `r` between two points. */
function stick(from, to, r, sides = 12) {
  const [a, b] = [new Vector3(...from), new Vector3(...to)];
  const along = b.clone().sub(a);
  const geometry = new CylinderGeometry(r, r, along.length(), sides);
  geometry.translate(0, along.length() / 2, 0);
  const mesh = new Mesh(geometry);
  mesh.quaternion.setFromUnitVectors(new Vector3(0, 1, 0), along.normalize());
  mesh.position.copy(a);
  mesh.updateMatrix();
  return geometry.applyMatrix4(mesh.matrix);
}

/** A leaf that rises from the middle, bends outwards and ends in a point. */
function leaf(yaw, length, width, rise, bend) {
  const geometry = new PlaneGeometry(1, 1, 2, 7);
  const position = geometry.getAttribute('position');
  for (let i = 0; i < position.count; i++) {
    const t = position.getY(i) + 0.5;
    const across = position.getX(i) * width * Math.sin(Math.PI * Math.min(1, t * 0.86 + 0.1)) ** 0.8;
    const out = length * (0.25 * t + bend * t * t);
    const up = rise * (t * 1.35 - bend * 0.75 * t * t);
    const fold = Math.abs(position.getX(i)) * width * 0.35;
    position.setXYZ(i, across, up + fold, out);
  }
  geometry.computeVertexNormals();
  geometry.rotateY(yaw);
  // Both sides are seen, and materials here are one-sided: the underside is a second sheet.
  const under = geometry.clone();
  const normal = under.getAttribute('normal');
  for (let i = 0; i < normal.count; i++) normal.setXYZ(i, -normal.getX(i), -normal.getY(i), -normal.getZ(i));
  const index = [...under.index.array];
  for (let i = 0; i < index.length; i += 3) [index[i], index[i + 1]] = [index[i + 1], index[i]];
  under.setIndex(index);
  return mergeGeometries([geometry, under]);
}

function plant() {
  const pot = lathe([
    [0, 0],
    [0.098, 0],
    [0.108, 0.012],
    [0.138, 0.19],
    [0.146, 0.194],
    [0.148, 0.216],
    [0.142, 0.222],
    [0.13, 0.216],
    [0.126, 0.19],
  ]);
  const soil = new CylinderGeometry(0.127, 0.127, 0.01, 24).translate(0, 0.194, 0);
  const greens = ['#2f7d4f', '#3c9460', '#57b277', '#276b46'];
  const leaves = Array.from({ length: 15 }, (_, i) => {
    const ring = i % 3;
    const yaw = i * 2.39996;
    const shape = leaf(yaw, 0.2 + ring * 0.05, 0.075 + ring * 0.008, 0.4 - ring * 0.09, 0.35 + ring * 0.35);
    return painted(shape.translate(0, 0.19, 0), greens[i % greens.length]);
  });
  return { axial: true, tint: [painted(pot, '#f1ece4')], rest: [painted(soil, '#3d2e26'), ...leaves] };
}

function lamp() {
  const base = lathe([
    [0, 0],
    [0.084, 0],
    [0.09, 0.006],
    [0.09, 0.014],
    [0.084, 0.02],
    [0.012, 0.024],
    [0, 0.024],
  ]);
  const elbow = [0.02, 0.235, -0.075];
  const neck = [0, 0.42, 0.045];
  const metal = '#3b424d';
  const shade = lathe([
    [0.018, 0.058],
    [0.03, 0.055],
    [0.082, -0.035],
    [0.085, -0.04],
    [0.079, -0.038],
    [0.028, 0.048],
    [0, 0.05],
  ]);
  const bulb = new SphereGeometry(0.03, 18, 12).translate(0, -0.012, 0);
  const turn = geometry => geometry.rotateX(-0.5).translate(0, 0.425, 0.075);
  return {
    tint: [painted(turn(shade), '#f1ece4'), painted(base, '#f1ece4')],
    rest: [
      painted(turn(bulb), '#ffe9b0'),
      painted(stick([0, 0.02, 0], elbow, 0.0075), metal),
      painted(stick(elbow, neck, 0.0075), metal),
      painted(new SphereGeometry(0.016, 14, 10).translate(...elbow), metal),
      painted(new SphereGeometry(0.02, 14, 10).translate(...neck), metal),
      painted(stick(neck, [0, 0.455, 0.06], 0.012), metal),
    ],
  };
}

function chair() {
  const wood = '#b98a5e';
  const seat = new RoundedBoxGeometry(0.44, 0.05, 0.43, 3, 0.022).translate(0, 0.455, 0);
  const back = new RoundedBoxGeometry(0.42, 0.2, 0.035, 3, 0.0165).rotateX(-0.14).translate(0, 0.755, -0.225);
  const legs = [
    [-1, 1],
    [1, 1],
  ].map(([x, z]) => stick([x * 0.2, 0, z * 0.2], [x * 0.175, 0.44, z * 0.17], 0.016));
  const posts = [-1, 1].flatMap(x => [
    stick([x * 0.2, 0, -0.21], [x * 0.175, 0.45, -0.175], 0.016),
    stick([x * 0.175, 0.45, -0.175], [x * 0.165, 0.82, -0.265], 0.016),
    new CapsuleGeometry(0.012, 0.33, 4, 10).rotateX(Math.PI / 2).translate(x * 0.183, 0.2, 0),
  ]);
  return {
    tint: [painted(seat, '#e7edf3'), painted(back, '#e7edf3')],
    rest: [...legs, ...posts].map(each => painted(each, wood)),
  };
}

/** Brought to the unit cube; answers the real size. */
function normalise(parts) {
  const all = [...parts.tint, ...parts.rest];
  const box = new Box3();
  for (const each of all) box.union(new Box3().setFromBufferAttribute(each.getAttribute('position')));
  // A plant stands on the middle of its pot, however its leaves hang.
  if (parts.axial)
    box.union(new Box3(new Vector3(-box.max.x, 0, -box.max.z), new Vector3(-box.min.x, 0, -box.min.z)));
  const size = box.getSize(new Vector3());
  const center = box.getCenter(new Vector3());
  for (const each of all)
    each.translate(-center.x, -center.y, -center.z).scale(1 / size.x, 1 / size.y, 1 / size.z);
  return size.toArray().map(n => Math.round(n * 1000) / 1000);
}

const folder = new URL('../../../public/models/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, make] of Object.entries({ plant, lamp, chair })) {
  const parts = make();
  const size = normalise(parts);
  const scene = new Group();
  for (const material of ['tint', 'rest']) {
    const mesh = new Mesh(
      mergeGeometries(parts[material]),
      new MeshStandardMaterial({ name: material, vertexColors: true, roughness: 0.7, metalness: 0 }),
    );
    mesh.name = `${name} ${material}`;
    scene.add(mesh);
  }
  const glb = Buffer.from(await new GLTFExporter().parseAsync(scene, { binary: true }));
  writeFileSync(new URL(`${name}.glb`, folder), glb);
  const triangles = scene.children.reduce((sum, mesh) => sum + mesh.geometry.index.count / 3, 0);
  console.log(
    name,
    size,
    `${glb.length} bytes, ${triangles} triangles`,
    createHash('sha256').update(glb).digest('hex'),
  );
}
