import type { Kind } from './kind.ts';

export const image: Kind = {
  title: 'Picture',
  size: [0.6, 0.45, 0.02],
  color: '#e8edf4',
  rests: 'back',
  fields: ['asset'],
};
