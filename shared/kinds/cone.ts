import type { Kind } from './kind.ts';

export const cone: Kind = {
  title: 'Cone',
  size: [0.2, 0.24, 0.2],
  color: '#ffb454',
  rests: 'base',
  fields: [],
};
