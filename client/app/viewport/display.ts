import { effect } from '@preact/signals-core';
import type { Result } from '../../../shared/errors.ts';
import { transform, type Vec3 } from '../../../shared/pose.ts';
import type { Model, Picture } from '../../model/index.ts';
import { capturePicture, createStage, type Stage } from '../../scene/index.ts';
import { type AlignmentStore, createXrRuntime, type XrRuntime } from '../../xr/index.ts';
import { type InspectedAsset, inspectAsset } from '../editing/inspect-asset.ts';
import { xrFeaturesWanted } from '../preferences.ts';

/**
 * The means that this device draws with, whatever session is open: the stage on the page's canvas, and AR.
 */
export interface Display {
  readonly stage: Stage;
  readonly xr: XrRuntime;
  isPresenting(): boolean;
  picture(): Promise<Result<Picture>>;
  /** Reads a GLB or a picture as the scene would; failures are `model/*` and `image/*`. */
  readonly inspect: (bytes: ArrayBuffer) => Promise<Result<InspectedAsset>>;
  /** A point of session space in the space of the headset or of the page's camera (m). */
  inRoom(point: Vec3): Vec3;
}

/** Undefined where the browser cannot draw in 3D. `canvas` is in the page already. */
export function createDisplay(
  canvas: HTMLCanvasElement,
  model: Model,
  alignments: AlignmentStore,
): Display | undefined {
  if (!canDraw()) return undefined;
  const stage = createStage(canvas);
  const { renderer, scene, content } = stage;
  const xr = createXrRuntime({ renderer, scene, content, alignments, wishes: xrFeaturesWanted(model) });
  effect(() => {
    model.xr.value = xr.state.value;
  });
  effect(() => {
    model.space.value = xr.space.value;
    model.grants.value = xr.grants.value;
  });
  effect(() => {
    const state = model.xr.value;
    stage.setPassthrough(state.state === 'presenting' && state.mode === 'immersive-ar');
  });
  const light = globalThis.matchMedia('(prefers-color-scheme: light)');
  const applyTheme = (): void => stage.setTheme(light.matches ? 'light' : 'dark');
  light.addEventListener('change', applyTheme);
  applyTheme();
  return {
    stage,
    xr,
    isPresenting: () => model.xr.peek().state === 'presenting',
    picture: () => capturePicture(stage),
    inspect: bytes => inspectAsset(bytes, renderer).finally(() => stage.redraw()),
    inRoom: point =>
      transform({ position: content.position.toArray(), rotation: content.quaternion.toArray() }, point),
  };
}

/** Asked of a canvas of its own: the first context of a canvas decides what all later ones are. */
const canDraw = (): boolean => document.createElement('canvas').getContext('webgl2') !== null;
