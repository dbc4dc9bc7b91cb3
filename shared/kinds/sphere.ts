import type { Kind } from './kind.ts';

export const sphere: Kind = {
  title: 'Sphere',
  size: [0.2, 0.2, 0.2],
  color: '#ff7a90',
  rests: 'base',
  fields: [],
};
