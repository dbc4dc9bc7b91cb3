import type { Kind } from './kind.ts';

export const label: Kind = {
  title: 'Label',
  size: [0.4, 0.1, 0.01],
  color: '#e8edf4',
  rests: 'base',
  fields: ['text'],
};
