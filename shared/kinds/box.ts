import type { Kind } from './kind.ts';

export const box: Kind = {
  title: 'Box',
  size: [0.2, 0.2, 0.2],
  color: '#4cc2ff',
  rests: 'base',
  fields: [],
};
