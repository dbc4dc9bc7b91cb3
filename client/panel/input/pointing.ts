import { createRayPointer, type Pointer as UiPointer } from '@pmndrs/pointer-events';
import {
  BufferGeometry,
  CircleGeometry,
  type Group,
  Line,
  LineBasicMaterial,
  Mesh,
  MeshBasicMaterial,
  Object3D,
  PerspectiveCamera,
  Vector3,
} from 'three';
import { between, type Vec3 } from '../../../shared/pose.ts';
import type { InputFrame, Pointer } from '../../model/index.ts';
import { LOOK } from '../widgets/widgets.ts';
import { type PokeState, poke } from './poke.ts';

/** Farther away than this (m) a ray is meant for the room behind the panel. */
const REACH_M = 3;

type Tuple3 = [number, number, number];
type Tuple4 = [number, number, number, number];

interface Hand {
  readonly space: Object3D;
  readonly ui: UiPointer;
  readonly dot: Mesh;
  readonly ray: Line;
  /** Whether the press under way began on the panel: then it stays the panel's, else it never becomes it. */
  press: 'none' | 'ours' | 'others';
  /** Where the finger is, for one that can touch. */
  finger: PokeState;
}

/**
 * Rays and finger tips of the frame's pointers as events of the panel's buttons, with a dot where they meet
 * it.
 */
export class PanelPointing {
  readonly #panel: Group;
  readonly #parent: Object3D;
  readonly #hands = new Map<string, Hand>();
  readonly #captured = new Set<string>();
  readonly #event = { timeStamp: 0, button: 0 };
  readonly #place: { position: Tuple3; rotation: Tuple4 } = { position: [0, 0, 0], rotation: [0, 0, 0, 1] };
  readonly #local = new Vector3();
  readonly #origin = new Vector3();
  // Events carry the camera that they were seen by; nothing on the panel asks for it.
  readonly #camera = new PerspectiveCamera();

  /** `parent`: session space, where `panel` is a child. */
  constructor(panel: Group, parent: Object3D) {
    this.#panel = panel;
    this.#parent = parent;
  }

  /** True while a press that began on the panel lasts. */
  get isPressed(): boolean {
    for (const hand of this.#hands.values()) if (hand.press === 'ours') return true;
    return false;
  }

  /**
   * Ids of the pointers that belong to the panel in this frame (good until the next call); `onDown` hears of
   * each press on it.
   */
  update(frame: InputFrame, onDown: (pointer: string) => void): ReadonlySet<string> {
    const captured = this.#captured;
    captured.clear();
    const event = this.#event;
    event.timeStamp = frame.time;
    this.#panel.position.toArray(this.#place.position);
    this.#panel.quaternion.toArray(this.#place.rotation);
    for (const seen of frame.pointers) {
      // A pointer without a ray of its own between presses (gaze and pinch, a phone's view) does not hover
      // either.
      if (seen.kind === 'screen' || (seen.kind === 'transient' && seen.select === 'idle')) continue;
      const hand = this.#handOf(seen.id);
      const pointer = this.#touching(hand, seen);
      if (hand.press === 'others' && isDown(pointer)) continue;
      aim(hand.space, pointer);
      hand.ui.move(this.#panel, event);
      const hit = this.#hitOf(hand);
      if (hand.press !== 'ours') hand.press = 'none';
      if (pointer.select === 'pressed') {
        hand.press = hit ? 'ours' : 'others';
        if (hit) {
          hand.ui.down(event);
          onDown(pointer.id);
        }
      } else if (pointer.squeeze === 'pressed' && !hit) {
        hand.press = 'others';
      }
      if (hit || hand.press === 'ours') captured.add(pointer.id);
      if (hand.press === 'others') hand.ui.exit(event);
      if (hand.press === 'ours' && !(pointer.select === 'pressed' || pointer.select === 'held')) {
        if (pointer.select === 'released') hand.ui.up(event);
        else hand.ui.cancel(event);
        hand.press = 'none';
      }
      this.#draw(hand, pointer, hit);
    }
    for (const id of this.#hands.keys()) if (!isIn(frame, id)) this.#forget(id, frame.time);
    return captured;
  }

  /**
   * The pointer as it is, or, where its tip is at the panel, as one that points straight at it and presses by
   * crossing it.
   */
  #touching(hand: Hand, pointer: Pointer): Pointer {
    const isBusy = hand.press !== 'none' && hand.finger === 'away';
    const touch = pointer.tip && !isBusy ? poke(pointer.tip, this.#place, hand.finger) : undefined;
    hand.finger = touch?.state ?? 'away';
    return touch ? { ...pointer, ray: touch.ray, select: touch.select, squeeze: 'idle' } : pointer;
  }

  dispose(): void {
    for (const id of [...this.#hands.keys()]) this.#forget(id, 0);
  }

  #handOf(id: string): Hand {
    const known = this.#hands.get(id);
    if (known) return known;
    const space = new Object3D();
    const dot = new Mesh(
      new CircleGeometry(0.006, 24),
      new MeshBasicMaterial({ color: LOOK.text, transparent: true, toneMapped: false, depthTest: false }),
    );
    const ray = new Line(
      new BufferGeometry().setFromPoints([new Vector3(), new Vector3(0, 0, -1)]),
      new LineBasicMaterial({ color: LOOK.accent, transparent: true, opacity: 0.7, toneMapped: false }),
    );
    // After the panel's own surfaces, which are transparent too.
    dot.renderOrder = 20;
    ray.renderOrder = 19;
    dot.visible = false;
    ray.visible = false;
    space.add(ray);
    this.#parent.add(space, dot);
    const ui = createRayPointer(() => this.#camera, { current: space }, undefined, {
      // A press in a headset takes its time; what ends a click is leaving the button.
      clickThresholdMs: Number.POSITIVE_INFINITY,
    });
    const hand: Hand = { space, ui, dot, ray, press: 'none', finger: 'away' };
    this.#hands.set(id, hand);
    return hand;
  }

  #hitOf(hand: Hand): Vector3 | undefined {
    const hit = hand.ui.getIntersection();
    if (!hit || hit.distance > REACH_M) return undefined;
    let object: Object3D | null = hit.object;
    while (object && object !== this.#panel) object = object.parent;
    return object ? hit.point : undefined;
  }

  #draw(hand: Hand, pointer: Pointer, hit: Vector3 | undefined): void {
    hand.dot.visible = hit !== undefined;
    hand.ray.visible = hit !== undefined && hand.finger === 'away';
    if (!hit) return;
    const local = this.#parent.worldToLocal(this.#local.copy(hit));
    hand.dot.position.copy(local);
    hand.dot.quaternion.copy(this.#panel.quaternion);
    hand.ray.scale.z = local.distanceTo(this.#origin.set(...pointer.ray.origin));
  }

  #forget(id: string, time: number): void {
    const hand = this.#hands.get(id);
    if (!hand) return;
    hand.ui.exit({ timeStamp: time });
    this.#parent.remove(hand.space, hand.dot);
    for (const each of [hand.dot, hand.ray]) {
      each.geometry.dispose();
      for (const material of [each.material].flat()) material.dispose();
    }
    this.#hands.delete(id);
  }
}

function isIn({ pointers }: InputFrame, id: string): boolean {
  for (const pointer of pointers) if (pointer.id === id) return true;
  return false;
}

const FORWARD: Vec3 = [0, 0, -1];

function aim(space: Object3D, { ray }: Pointer): void {
  space.position.set(...ray.origin);
  space.quaternion.set(...between(FORWARD, ray.direction));
  space.updateMatrixWorld(true);
}

const isDown = ({ select, squeeze }: Pointer): boolean =>
  select === 'held' || squeeze === 'held' || squeeze === 'pressed';
