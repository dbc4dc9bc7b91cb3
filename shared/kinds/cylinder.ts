import type { Kind } from './kind.ts';

export const cylinder: Kind = {
  title: 'Cylinder',
  size: [0.16, 0.24, 0.16],
  color: '#7ddb8f',
  rests: 'base',
  fields: [],
};
