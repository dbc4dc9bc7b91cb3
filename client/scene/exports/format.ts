/**
 * `glb`: glTF binary, which most 3D programs read. `usdz`: what iPhone, iPad and Vision Pro show in the room.
 */
export type SceneFormat = 'glb' | 'usdz';

/** A scene as a file. */
export interface SceneFile {
  readonly blob: Blob;
  /** How many objects are in it. */
  readonly objects: number;
  /** How many are not: models and pictures whose bytes are not here, or cannot be read. */
  readonly missing: number;
}
