import type { Kind } from './kind.ts';

export const plane: Kind = {
  title: 'Plane',
  size: [0.4, 0.4, 0.005],
  color: '#9aa7b8',
  rests: 'back',
  fields: [],
};
