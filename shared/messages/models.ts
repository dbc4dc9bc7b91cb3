import { type ErrorMessage, NOTHING } from './kept.ts';

/** Models and pictures that people bring. */
export const MODEL_MESSAGES = {
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
  'model/not-finite': [
    'Some positions in that model are no numbers',
    NOTHING,
    'Export it again, or try another file.',
  ],
  'model/out-of-bounds': [
    'That model is too large, or too far from its origin',
    NOTHING,
    'Check its unit and move it to its origin, then export it again.',
  ],
  'model/invisible': [
    'Nothing of that model can be seen',
    NOTHING,
    'All of it is scaled to nothing, or see-through. Show a part of it, then export it again.',
  ],
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
} as const satisfies Record<string, ErrorMessage>;

/** Notes to the person who brings a model, on what is not shown as its file says, in this order. */
const NOTES = {
  unseen: 'All of it is too see-through to be drawn, so nothing of it is seen.',
  animations: 'It is placed as a still: its animations are not played.',
  'broken-parts': 'Parts of it are damaged and left out.',
  pictures: 'Pictures on it that cannot be drawn are left out.',
  lines: 'Its lines are left out.',
  points: 'Its points are left out.',
  lights: 'Its lights are left out.',
  cameras: 'Its cameras are left out.',
  materials: 'Glass, coatings and other special materials are drawn more simply.',
  variants: 'It is shown with the first of its sets of materials.',
  scenes: 'Only one of its scenes is shown.',
  resized:
    'Its own size, over 10 m or under 1 cm, fits no room: it is placed half a metre long. Scale it as you like.',
} as const;

/** Something that a model has and that is shown in another way than its file says, or not at all. */
export type AssetNote = keyof typeof NOTES;

/** Says what is shown differently; undefined where nothing is. */
export function describeNotes(
  notes: readonly AssetNote[],
): { readonly title: string; readonly detail: string } | undefined {
  const told = Object.entries(NOTES).flatMap(([note, words]) =>
    notes.includes(note as AssetNote) ? [words] : [],
  );
  if (told.length === 0) return undefined;
  return {
    title: notes.every(note => note === 'resized')
      ? 'That model is placed in another size'
      : 'Not everything in that model is shown',
    detail: [...told, 'The file itself stays as it is.'].join(' '),
  };
}
