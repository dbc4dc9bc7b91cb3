import { Container } from '@pmndrs/uikit';
import { computed, effect, type ReadonlySignal } from '@preact/signals-core';
import type { Sprite } from './atlas.ts';
import { SpriteLayer } from './sprite-layer.ts';

/** A picture in the layout, as large as it is; drawn by the sheet of the root that it is in. */
export function sprite(picture: ReadonlySignal<Sprite>): Container {
  const box = new Container({
    width: computed(() => picture.value.width),
    height: computed(() => picture.value.height),
    flexShrink: 0,
    pointerEvents: 'none',
  });
  const stop = effect(() => {
    if (!box.isRootAttached.value || !box.isVisible.value) return undefined;
    const matrix = box.globalPanelMatrix.value;
    const { opacity } = box.properties.value;
    const sheet = box.root.value.component.children.find(each => each instanceof SpriteLayer);
    if (!matrix || !sheet) return undefined;
    return sheet.show(picture.value, matrix, typeof opacity === 'number' ? opacity : 1);
  });
  box.abortSignal.addEventListener('abort', stop, { once: true });
  return box;
}

/** The value now; inside an effect or a computed, a signal is followed. */
export const current = <T extends string | number>(value: ReadonlySignal<T> | T): T =>
  typeof value === 'object' ? value.value : value;
