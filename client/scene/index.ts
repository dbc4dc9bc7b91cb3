export { type Asset, disposeAsset } from './assets/asset.ts';
export { type ReadBytes, readBundled } from './assets/assets.ts';
export { readAsset } from './assets/read.ts';
export type { CardPainter } from './cards/paint.ts';
export type { SceneFile, SceneFormat } from './exports/format.ts';
export type { SceneCounts, SceneOptions } from './options.ts';
export { createGizmo, type Gizmo, type GizmoEvent, type GizmoHandlers } from './overlay/gizmo.ts';
export { createMarkers, type Markers } from './overlay/markers.ts';
export type { Theme } from './stage/backdrop.ts';
export { capturePicture } from './stage/picture.ts';
export {
  type Bounds,
  type CameraView,
  createScreenCamera,
  type ScreenCamera,
} from './stage/screen-camera.ts';
export { createStage, type FrameInfo, type FrameListener, type Stage } from './stage/stage.ts';
export { thumbnailOf } from './stage/thumbnail.ts';
export { createSceneView, type SceneView } from './view.ts';
export type { PeerHold } from './world.ts';
