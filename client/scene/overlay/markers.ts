import {
  BufferGeometry,
  CanvasTexture,
  DoubleSide,
  Group,
  LineBasicMaterial,
  LineLoop,
  Mesh,
  MeshBasicMaterial,
  type Object3D,
  RingGeometry,
  SphereGeometry,
  Sprite,
  SpriteMaterial,
  SRGBColorSpace,
  Vector3,
} from 'three';
import { type Marker, TOKENS } from '../../model/index.ts';

/** Metres. */
const RADIUS: Record<Marker['look'], number> = { point: 0.014, touched: 0.014, tip: 0.005 };
const LABEL_M = 0.045;
const LABEL_ABOVE_M = 0.07;

const { accent, saved, text } = TOKENS.dark;
const COLORS: Record<Marker['look'], string> = { point: accent, touched: saved, tip: text };

/**
 * Reference points of the room, the touches that were made, and the tip that touches: drawn over everything,
 * as the room hides nothing.
 */
export interface Markers {
  /** Session space. Each call replaces the last. */
  set(markers: readonly Marker[]): void;
  dispose(): void;
}

export function createMarkers(parent: Object3D): Markers {
  const object = new Group();
  object.name = 'markers';
  parent.add(object);
  const ball = new SphereGeometry(1, 20, 14);
  const ring = new RingGeometry(1.8, 2.3, 40);
  const materials = {
    point: flat(COLORS.point),
    touched: flat(COLORS.touched),
    tip: flat(COLORS.tip),
  };
  const line = new LineBasicMaterial({ color: accent, transparent: true, opacity: 0.6, depthTest: false });
  const labels = new Map<string, SpriteMaterial>();
  let last = '';

  function clear(): void {
    for (const each of object.children) if (each instanceof LineLoop) each.geometry.dispose();
    object.clear();
  }

  function labelOf(name: string): SpriteMaterial {
    const found = labels.get(name) ?? paint(name);
    labels.set(name, found);
    return found;
  }

  function draw({ name, position, look }: Marker): void {
    const spot = new Mesh(ball, materials[look]);
    spot.position.fromArray(position);
    spot.scale.setScalar(RADIUS[look]);
    spot.renderOrder = 30;
    object.add(spot);
    if (look === 'tip') return;
    const circle = new Mesh(ring, materials[look]);
    circle.position.fromArray(position);
    circle.rotation.x = -Math.PI / 2;
    circle.scale.setScalar(RADIUS[look]);
    circle.renderOrder = 30;
    object.add(circle);
    if (name === '') return;
    const label = new Sprite(labelOf(name));
    label.position.fromArray(position).y += LABEL_ABOVE_M;
    label.scale.set(LABEL_M * 4, LABEL_M, 1);
    label.renderOrder = 31;
    object.add(label);
  }

  return {
    set(markers) {
      const key = JSON.stringify(markers);
      if (key === last) return;
      last = key;
      clear();
      for (const each of markers) draw(each);
      const points = markers.filter(({ look }) => look !== 'tip');
      if (points.length < 2) return;
      const path = points.map(({ position }) => new Vector3(...position));
      const outline = new LineLoop(new BufferGeometry().setFromPoints(path), line);
      outline.renderOrder = 29;
      object.add(outline);
    },
    dispose() {
      clear();
      object.removeFromParent();
      for (const each of [ball, ring, line, ...Object.values(materials)]) each.dispose();
      for (const each of labels.values()) {
        each.map?.dispose();
        each.dispose();
      }
    },
  };
}

const flat = (color: string): MeshBasicMaterial =>
  new MeshBasicMaterial({
    color,
    transparent: true,
    opacity: 0.9,
    depthTest: false,
    toneMapped: false,
    side: DoubleSide,
  });

/** A name on a dark plate, drawn by the browser: it may be in any script. */
function paint(name: string): SpriteMaterial {
  const canvas = document.createElement('canvas');
  canvas.width = 512;
  canvas.height = 128;
  const context = canvas.getContext('2d');
  if (context) {
    context.fillStyle = TOKENS.dark.surface;
    context.beginPath();
    context.roundRect(4, 4, 504, 120, 60);
    context.fill();
    context.fillStyle = text;
    context.font = '600 56px "Inter Variable", Inter, system-ui, sans-serif';
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(name, 256, 66, 460);
  }
  const map = new CanvasTexture(canvas);
  map.colorSpace = SRGBColorSpace;
  return new SpriteMaterial({ map, depthTest: false, toneMapped: false, transparent: true });
}
