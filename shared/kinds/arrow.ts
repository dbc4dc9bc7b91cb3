import type { Kind } from './kind.ts';

export const arrow: Kind = {
  title: 'Arrow',
  size: [0.08, 0.3, 0.08],
  color: '#ff5f5f',
  rests: 'base',
  fields: [],
};
