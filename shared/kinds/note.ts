import type { Kind } from './kind.ts';

export const note: Kind = {
  title: 'Note',
  size: [0.15, 0.15, 0.005],
  color: '#ffe27a',
  rests: 'back',
  fields: ['text'],
};
