import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readImageHeader } from '../../../shared/files/image.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));

describe('pictures that people bring', () => {
  it('[FILE-4] knows a PNG and its size by its bytes', () => {
    const icon = readFileSync(new URL('../../../public/icons/icon-192.png', import.meta.url));
    expect(readImageHeader(icon)).toEqual({ type: 'image/png', width: 192, height: 192 });
  });

  it('[FILE-4] knows a JPEG, past the segments before its frame', () => {
    const jpeg = hex('ffd8 ffe0 0004 0000 ffc4 0003 00 ff ffc2 0011 08 0102 0304 03 00 00 00');
    expect(readImageHeader(jpeg)).toEqual({ type: 'image/jpeg', width: 0x304, height: 0x102 });
  });

  it('[FILE-4] knows the three kinds of WebP', () => {
    const riff = (rest: string): Uint8Array => {
      const bytes = new Uint8Array(40);
      bytes.set(hex(`52494646 00000000 57454250 ${rest}`));
      return bytes;
    };
    const size = (bytes: Uint8Array) => readImageHeader(bytes);
    expect(size(riff('56503858 0a000000 00000000 ff0300 ff0100'))).toMatchObject({
      width: 1024,
      height: 512,
    });
    expect(size(riff('5650384c 00000000 2f ffc37f00'))).toMatchObject({ width: 1024, height: 512 });
    expect(size(riff('56503820 00000000 000000 9d012a 0004 0002'))).toMatchObject({
      width: 1024,
      height: 512,
    });
  });

  it('[FILE-4] takes nothing else, and never a size of zero', () => {
    const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>');
    expect(readImageHeader(svg)).toBeUndefined();
    expect(readImageHeader(hex('89504e470d0a1a0a 0000000d 49484452 00000000 00000001'))).toBeUndefined();
  });

  it('[FILE-4] answers to any bytes (seed 20261123)', () => {
    const begins = fc.constantFrom(
      '',
      'ffd8ff',
      '89504e470d0a1a0a0000000d49484452',
      '524946460000000057454250',
      'ab4b5458203230bb0d0a1a0a',
    );
    fc.assert(
      fc.property(begins, fc.uint8Array({ maxLength: 64 }), (begin, rest) => {
        const bytes = Uint8Array.from([...hex(begin), ...rest]);
        const header = readImageHeader(bytes);
        expect(header === undefined || header.width > 0).toBe(true);
      }),
      { seed: 20261123, numRuns: 2_000 },
    );
  });
});
