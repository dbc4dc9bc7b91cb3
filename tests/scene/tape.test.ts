import { expect, it } from 'vitest';
import { lengthInWords } from '../../client/scene/overlay/overlay.ts';

it.each([
  [0, '0.0 cm'],
  [0.0004, '0.0 cm'],
  [0.0006, '0.1 cm'],
  [0.7, '70.0 cm'],
  [0.1234, '12.3 cm'],
  [0.9994, '99.9 cm'],
  [0.9996, '1.00 m'],
  [1, '1.00 m'],
  [1.004, '1.00 m'],
  [1.006, '1.01 m'],
  [12.5, '12.50 m'],
])('[TOOL-13] %d metres read as %j', (metres, words) => {
  expect(lengthInWords(metres)).toBe(words);
});
