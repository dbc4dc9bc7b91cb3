import process from 'node:process';
import sharp from 'sharp';

/**
 * The process that decodes pictures of strangers for `pictures.ts`, and keeps none of them. Its memory is
 * capped by whoever starts it. It ends with the channel to them.
 */

sharp.cache(false);
sharp.concurrency(1);
// Of all the formats that the library reads, those that we take.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadPngBuffer', 'VipsForeignLoadJpegBuffer', 'VipsForeignLoadWebpBuffer'],
});

process.on('disconnect', () => process.exit());
process.on('message', async ({ content, maxPixels }) => {
  try {
    // A picture that ends too early is filled up with grey otherwise.
    const image = sharp(content, { failOn: 'truncated', limitInputPixels: maxPixels });
    const { width, height } = await image.metadata();
    // Every pixel counts for the result, and only a few are kept. Sums of all (`stats`) would not notice
    // where an interlaced PNG is cut off.
    await image.resize({ width: 4, height: 4, fit: 'fill', fastShrinkOnLoad: false }).raw().toBuffer();
    process.send({ type: 'picture', width, height });
  } catch (error) {
    const isCostly = /memory/i.test(error.message);
    process.send({ type: isCostly ? 'ended' : 'none', why: error.message });
  }
});

process.send({ type: 'ready' });
