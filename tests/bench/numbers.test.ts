import { expect, it } from 'vitest';
import { clientFrame } from './light-client.ts';
import { format, median, quantile, seeded } from './numbers.ts';

it('a median is the middle, whatever the order', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([10, 1, 2, 4])).toBe(3);
  expect(median([])).toBeNaN();
});

it('a quantile is a value that was measured', () => {
  const sorted = Float64Array.from({ length: 200 }, (_, i) => i + 1);
  expect(quantile(sorted, 0.5)).toBe(100);
  expect(quantile(sorted, 0.99)).toBe(198);
  expect(quantile(sorted, 1)).toBe(200);
  expect(quantile(new Float64Array(0), 0.5)).toBeNaN();
});

it('numbers are printed with the digits that count', () => {
  expect([0, 0.0003, 0.5, 12.34, 1234.5, Number.NaN].map(format)).toEqual([
    '0.00',
    '0.0003',
    '0.50',
    '12.3',
    '1,235',
    '-',
  ]);
});

it('both sides get the same load', () => {
  const [a, b] = [seeded(7), seeded(7)];
  const first = Array.from({ length: 100 }, () => a());
  expect(first).toEqual(Array.from({ length: 100 }, () => b()));
  expect(new Set(first).size).toBe(100);
  expect(first.every(n => n >= 0 && n < 1)).toBe(true);
});

it.each([0, 125, 126, 65_535])('a client frame of %i bytes can be unmasked again', length => {
  const payload = Uint8Array.from({ length }, (_, i) => i);
  const frame = clientFrame(payload);
  const head = length < 126 ? 2 : 4;
  const mask = frame.subarray(head, head + 4);
  expect(frame[0]).toBe(0x82);
  expect(head === 2 ? (frame[1] as number) & 0x7f : frame.readUInt16BE(2)).toBe(length);
  expect(frame.subarray(head + 4).map((byte, i) => byte ^ (mask[i & 3] as number))).toEqual(
    Buffer.from(payload),
  );
});
