import { MeshStandardMaterial } from 'three';
import { readPicture } from '../../client/scene/assets/picture.ts';
import { assert } from '../../shared/errors.ts';
import { readImageHeader } from '../../shared/files/image.ts';

/**
 * A JPEG file of two halves, red on the left and blue on the right, that says which way up it is held (EXIF's
 * `orientation`).
 */
async function halves(width: number, height: number, orientation: number): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext('2d');
  assert(pen, 'a canvas draws');
  pen.fillStyle = 'rgb(255 0 0)';
  pen.fillRect(0, 0, width / 2, height);
  pen.fillStyle = 'rgb(0 0 255)';
  pen.fillRect(width / 2, 0, width / 2, height);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 1 });
  const plain = new Uint8Array(await blob.arrayBuffer());
  // APP1 of 34 bytes: "Exif", a big-endian TIFF header, one directory with one entry, 0x0112.
  const entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
  const tiff = [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, ...entry, 0, 0, 0, 0];
  const exif = [0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff];
  return new Uint8Array([...plain.subarray(0, 2), ...exif, ...plain.subarray(2)]);
}

async function look(width: number, height: number, orientation: number) {
  const bytes = await halves(width, height, orientation);
  const header = readImageHeader(bytes);
  assert(header, 'it is a picture');
  const asset = await readPicture(bytes.buffer, header);
  const map = asset.primitives
    .map(({ material }) => (material instanceof MeshStandardMaterial ? material.map : null))
    .find(each => each !== null);
  const bitmap = map?.image as ImageBitmap;
  const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  assert(pen, 'a canvas draws');
  // Bitmaps for the graphics card are upside down.
  pen.translate(0, bitmap.height);
  pen.scale(1, -1);
  pen.drawImage(bitmap, 0, 0);
  const tone = (x: number, y: number): string => {
    const { data } = pen.getImageData(Math.floor(x * bitmap.width), Math.floor(y * bitmap.height), 1, 1);
    return (data[0] ?? 0) > (data[2] ?? 0) ? 'red' : 'blue';
  };
  return {
    size: asset.size,
    pixels: [bitmap.width, bitmap.height],
    left: tone(0.1, 0.5),
    right: tone(0.9, 0.5),
    top: tone(0.5, 0.1),
    bottom: tone(0.5, 0.9),
  };
}

const page = { look };
export type PicturePage = typeof page;
Object.assign(globalThis, { picturePage: page });
