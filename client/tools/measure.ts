import type { Vec3 } from '../../shared/pose.ts';
import type { Measure, ObjectHit, Pointer } from '../model/index.ts';

/**
 * Returns the point that a pointer measures from: on the object that it meets first, or the surface behind.
 */
function touched({ ray, surface, grip, kind }: Pointer, hit: ObjectHit | undefined): Vec3 | undefined {
  const real = surface && surface.source !== 'air' ? surface.point : undefined;
  if (hit && (!real || hit.distance <= length2(real, ray.origin))) return hit.point;
  if (real) return real;
  return grip && kind !== 'screen' ? grip.position : undefined;
}

const length2 = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

type State =
  | { readonly state: 'none' }
  | { readonly state: 'open'; readonly pointer: string; readonly from: Vec3; readonly to: Vec3 }
  | { readonly state: 'done'; readonly from: Vec3; readonly to: Vec3 };

/**
 * A tape: the first press holds its end, the second one the other. A third begins again. Only this device
 * sees it.
 */
export class Tape {
  #state: State = { state: 'none' };

  /** Returns whether this pointer put an end down. */
  update(pointer: Pointer, hit: ObjectHit | undefined): boolean {
    const at = touched(pointer, hit);
    const state = this.#state;
    if (at && pointer.select === 'released') {
      this.#state =
        state.state === 'open'
          ? { state: 'done', from: state.from, to: at }
          : { state: 'open', pointer: pointer.id, from: at, to: at };
      return true;
    }
    if (at && state.state === 'open' && state.pointer === pointer.id) this.#state = { ...state, to: at };
    return false;
  }

  clear(): void {
    this.#state = { state: 'none' };
  }

  get measure(): Measure | undefined {
    return this.#state.state === 'none' ? undefined : { from: this.#state.from, to: this.#state.to };
  }
}
