import type { Kind } from './kind.ts';

export const model: Kind = {
  title: 'Model',
  size: [0.4, 0.4, 0.4],
  color: '#e8edf4',
  rests: 'base',
  fields: ['asset'],
};
