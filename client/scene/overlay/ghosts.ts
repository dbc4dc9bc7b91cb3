import type { SessionObject } from '../../../shared/session/index.ts';
import { Drawn } from '../drawn.ts';
import type { Kit } from '../instancing/kit.ts';
import { drawingOf } from '../kinds/index.ts';

/**
 * Objects as this device's kept edits would have them: faint, in one tone, beside what the document has. They
 * cannot be pointed at.
 */
export class Ghosts {
  readonly #kit: Kit;
  #objects: readonly SessionObject[] = [];
  #tone = '#ffffff';
  #drawn: Drawn[] = [];

  constructor(kit: Kit) {
    this.#kit = kit;
  }

  /** Replaces what was shown. */
  set(objects: readonly SessionObject[]): void {
    this.#objects = objects;
    this.refresh();
  }

  /** `#rrggbb`. */
  setTone(tone: string): void {
    this.#tone = tone;
    this.refresh();
  }

  /** Draws again, for a model that has arrived. */
  refresh(): void {
    for (const drawn of this.#drawn) drawn.remove();
    this.#drawn = this.#objects.map(object => {
      const { kind, pose, placement } = object;
      const parts = drawingOf(kind).parts({ ...object, color: this.#tone }, placement.scale);
      const drawn = new Drawn(this.#kit, parts, true);
      drawn.place({ pose, size: placement.scale, emphasis: 'selected', outline: this.#tone });
      return drawn;
    });
  }

  dispose(): void {
    this.set([]);
  }
}
