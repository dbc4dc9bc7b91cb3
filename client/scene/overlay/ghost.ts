import type { ObjectId } from '../../../shared/ids.ts';
import type { SessionObject } from '../../../shared/session/index.ts';
import type { Preview } from '../../model/index.ts';
import { Drawn, partsKey } from '../drawn.ts';
import type { Kit } from '../instancing/kit.ts';
import { drawingOf } from '../kinds/index.ts';

/** The object that a confirm would place now: itself, faint, in the accent's outline. */
export class Ghost {
  readonly #kit: Kit;
  #drawn: Drawn | undefined;
  #preview: Preview | undefined;
  #outline = '#ffffff';
  #last = '';

  constructor(kit: Kit) {
    this.#kit = kit;
  }

  /** Returns whether anything changed. */
  set(preview: Preview | undefined, outline: string): boolean {
    const key = preview ? JSON.stringify([preview, outline]) : '';
    if (key === this.#last) return false;
    this.#last = key;
    this.#preview = preview;
    this.#outline = outline;
    this.refresh();
    return true;
  }

  /** Draws again, for a model that has arrived. */
  refresh(): void {
    const preview = this.#preview;
    if (!preview) {
      this.#drawn?.remove();
      this.#drawn = undefined;
      return;
    }
    const { kind, asset, color, placement } = preview;
    const object: SessionObject = {
      id: 'preview' as ObjectId,
      kind,
      asset,
      color,
      placement,
      pose: placement,
    };
    const parts = drawingOf(kind).parts(object, placement.scale);
    if (this.#drawn?.key !== partsKey(parts, this.#kit)) {
      this.#drawn?.remove();
      this.#drawn = new Drawn(this.#kit, parts, true);
    }
    this.#drawn.place({
      pose: placement,
      size: placement.scale,
      emphasis: 'selected',
      outline: this.#outline,
    });
  }

  dispose(): void {
    this.#drawn?.remove();
    this.#drawn = undefined;
  }
}
