import sharp, { type FormatEnum } from 'sharp';

/** A picture of noise, which cannot be packed: about three bytes for each pixel in PNG. */
export function pictureOf(
  width: number,
  height: number,
  format: keyof FormatEnum,
  options: object = {},
): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  return sharp({ create: { width, height, channels: 3, background: 'black', noise } })
    .toFormat(format, options)
    .toBuffer();
}
