import type { WebGLRenderer } from 'three';
import type { ReadBytes } from './assets/assets.ts';
import type { CardPainter } from './cards/paint.ts';

export interface SceneOptions {
  /** The source of models and pictures; by default those that ship with the app. */
  readonly readAsset?: ReadBytes;
  /** Tells which compressed textures can be drawn; without one none are. */
  readonly renderer?: WebGLRenderer;
  readonly painter?: CardPainter;
}

/** Counts of what the scene shows. */
export interface SceneCounts {
  /** Objects of the document, hidden ones included. */
  readonly objects: number;
  readonly drawn: number;
  /** Instances of shapes; an object may have several, or none. */
  readonly instances: number;
  readonly pictures: number;
  /** Objects that are boxes until the bytes of their model or picture come. */
  readonly waiting: number;
}
