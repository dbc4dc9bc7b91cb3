import { NOTHING, type Sentence } from './kept.ts';

/** Models and pictures that people bring. */
export const MODELS_SENTENCES = {
  'model/not-glb': ['That file is not a GLB model', NOTHING, 'Export it as glTF Binary (.glb), version 2.'],
  'model/external': [
    'That model needs files that are not in it',
    NOTHING,
    'Export it as one GLB with everything embedded.',
  ],
  'model/extension': [
    'That model uses something that AI Frame does not read',
    NOTHING,
    'Export it without that extension.',
  ],
  'model/no-decoder': [
    'That model could not be unpacked here',
    NOTHING,
    'Reload the app and try again, or export the model without compression.',
  ],
  'model/broken': ['That model is damaged', NOTHING, 'Export it again, or try another file.'],
  'model/empty': ['There is nothing to see in that model', NOTHING, 'Export it with its meshes.'],
  'model/points-only': [
    'There are only points or lines in that model',
    NOTHING,
    'Export it with its surfaces, or make a mesh of it first.',
  ],
  'model/texture': [
    'That model has a texture that AI Frame does not read',
    NOTHING,
    'Export it with PNG, JPEG or WebP textures.',
  ],
  'model/too-large': [
    'That model is too large for a headset',
    NOTHING,
    'Make it smaller: fewer triangles, smaller textures.',
  ],
  'image/not-image': ['That file is not a picture', NOTHING, 'Choose a PNG, JPEG or WebP file.'],
  'image/too-large': ['That picture is too large', NOTHING, 'Make it smaller than 4,096 pixels and 16 MB.'],
} as const satisfies Record<string, Sentence>;
