import type { Kind } from './kind.ts';

export const stroke: Kind = {
  title: 'Line',
  size: [0.2, 0.2, 0.2],
  color: '#ffb454',
  rests: 'base',
  fields: ['points', 'width'],
};
