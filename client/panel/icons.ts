import type { PaletteKind } from '../../shared/kinds/index.ts';

/** Silhouettes on a 24 by 24 grid, as SVG path data: the panel's renderer fills shapes and knows no strokes. */
const CIRCLE = 'M12 2A10 10 0 0 1 12 22A10 10 0 0 1 12 2Z';

export const KIND_ICONS: Record<PaletteKind, string> = {
  box: 'M12 1.5L21.2 6.6L12 11.7L2.8 6.6ZM2 8.3L11.1 13.3V22.8L2 17.7ZM22 8.3L12.9 13.3V22.8L22 17.7Z',
  sphere: `${CIRCLE}M8.6 5.2A7.6 7.6 0 0 0 4.9 10.4L6.9 10.8A5.6 5.6 0 0 1 9.6 7Z`,
  cylinder:
    'M12 1.5C16.6 1.5 20 2.9 20 4.8S16.6 8.1 12 8.1S4 6.7 4 4.8S7.4 1.5 12 1.5ZM4 7.9C5.6 9.3 8.6 10.1 12 10.1S18.4 9.3 20 7.9V19.2C20 21.1 16.6 22.5 12 22.5S4 21.1 4 19.2Z',
  cone: 'M12 1.5L21 18.6C21 20.8 16.9 22.5 12 22.5S3 20.8 3 18.6Z',
  torus: `${CIRCLE}M12 8A4 4 0 0 0 12 16A4 4 0 0 0 12 8Z`,
  plane: 'M7.5 6H23L16.5 18H1Z',
  label: 'M4 6H20A3 3 0 0 1 23 9V15A3 3 0 0 1 20 18H4A3 3 0 0 1 1 15V9A3 3 0 0 1 4 6ZM5.5 11V13H18.5V11Z',
  note: 'M3 3H21V14L14 21H3ZM6.5 7.5V9.3H17.5V7.5ZM6.5 11.5V13.3H13V11.5Z',
  arrow: 'M12 1.5L20 10.5H15V22.5H9V10.5H4Z',
  model: 'M12 1L21.5 6.5V17.5L12 23L2.5 17.5V6.5ZM12 4L5 8L12 12L19 8Z',
};

/** By the path of the bundled model; one that is not here looks like any model. */
export const MODEL_ICONS: Readonly<Record<string, string>> = {
  'models/plant.glb':
    'M6 15H18L16.5 22.5H7.5ZM11.2 13.5V9C7 9 4.5 6.5 4 2.5C8 2.5 10.6 4.4 11.6 7.4C12.6 4 15.5 2 20 2C19.8 6.6 17.2 9.6 12.8 10V13.5Z',
  'models/lamp.glb': 'M7 19.5H10V12.2L5.6 7.8L13 1.5L20.5 9L12 9.5L12.6 10.4V19.5H17V22.5H7Z',
  'models/chair.glb': 'M6 1.5H18V10.5H6ZM5 12H19V15H17.5V22.5H15V15H9V22.5H6.5V15H5Z',
};

export const ICONS = {
  select: 'M5 1.5L20 12.6L13 13.9L9.4 21Z',
  undo: 'M10 4L3 10.5L10 17V12.5H14.5A3 3 0 0 1 14.5 18.5H11V21.5H14.5A6 6 0 0 0 14.5 9.5H10Z',
  redo: 'M14 4L21 10.5L14 17V12.5H9.5A3 3 0 0 0 9.5 18.5H13V21.5H9.5A6 6 0 0 1 9.5 9.5H14Z',
  duplicate: 'M3 3H15V5.5H5.5V15H3ZM8 8H21V21H8Z',
  delete: 'M9 2H15V4H21V7H3V4H9ZM5 9H19L18 22H6Z',
  leave: 'M3 3H13V6H6V18H13V21H3ZM14 7L21 12L14 17V13.5H9V10.5H14Z',
  room: 'M2 20.5L6 12.5H18L22 20.5ZM6.2 2.5A2.7 2.7 0 0 1 6.2 7.9A2.7 2.7 0 0 1 6.2 2.5ZM17.8 2.5A2.7 2.7 0 0 1 17.8 7.9A2.7 2.7 0 0 1 17.8 2.5ZM5.2 8.5H7.2V11.5H5.2ZM16.8 8.5H18.8V11.5H16.8Z',
  hand: 'M9 2A1.5 1.5 0 0 1 10.5 3.5V10H11.5V2.5A1.5 1.5 0 0 1 14.5 2.5V10H15.5V4.5A1.5 1.5 0 0 1 18.5 4.5V15A7 7 0 0 1 11.5 22H11A7 7 0 0 1 5.4 19.2L2.2 14.9A1.6 1.6 0 0 1 4.6 12.8L7.5 15.4V3.5A1.5 1.5 0 0 1 9 2Z',
  done: 'M9.3 19L2.5 12.2L4.8 9.9L9.3 14.4L19.2 4.5L21.5 6.8Z',
  close:
    'M4.5 2.4L12 9.9L19.5 2.4L21.6 4.5L14.1 12L21.6 19.5L19.5 21.6L12 14.1L4.5 21.6L2.4 19.5L9.9 12L2.4 4.5Z',
  add: 'M10.5 3H13.5V10.5H21V13.5H13.5V21H10.5V13.5H3V10.5H10.5Z',
  hide: 'M12 17L3 8L5.5 5.5L12 12L18.5 5.5L21 8Z',
  show: 'M3 4.5H21V7.5H3ZM3 10.5H21V13.5H3ZM3 16.5H21V19.5H3Z',
} as const;

/** As the little SVG document that the renderer reads; the size of the grid is kept so that all icons share one scale. */
export const svg = (path: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24"><path fill-rule="evenodd" d="${path}"/></svg>`;
