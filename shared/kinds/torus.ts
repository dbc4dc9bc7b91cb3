import type { Kind } from './kind.ts';

export const torus: Kind = {
  title: 'Torus',
  size: [0.24, 0.24, 0.06],
  color: '#c39bff',
  rests: 'base',
  fields: [],
};
