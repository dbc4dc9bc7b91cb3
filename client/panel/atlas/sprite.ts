import { Container } from '@pmndrs/uikit';
import { computed, effect } from '@preact/signals-core';
import type { Live } from '../widgets/live.ts';
import type { Sprite } from './atlas.ts';
import { SpriteLayer } from './sprite-layer.ts';

/** A picture in the layout, as large as it is; drawn by the sheet of the root that it is in. */
export function sprite(picture: Live<Sprite>): Container {
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
