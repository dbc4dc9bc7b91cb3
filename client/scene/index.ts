export type { ReadBytes } from './assets/assets.ts';
export type { CardPainter } from './cards/paint.ts';
export { createGizmo, type Gizmo, type GizmoEvent, type GizmoHandlers } from './gizmo.ts';
export { takePicture } from './picture.ts';
export { type Bounds, createScreenCamera, type ScreenCamera } from './screen-camera.ts';
export { createStage, type FrameInfo, type FrameListener, type Stage } from './stage.ts';
export type { Theme } from './theme.ts';
export { createSceneView, type SceneCounts, type SceneOptions, type SceneView } from './view.ts';
