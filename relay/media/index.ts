export { Incoming, type Pace } from './incoming.ts';
export { type DecodeLimits, PictureDecoder } from './picture-decoder.ts';
export {
  type ContentRange,
  type RequestedRange,
  readAll,
  readContentRange,
  readRange,
  skip,
} from './ranges.ts';
export { type KeptImage, Screenshots, type StoredScreenshot } from './screenshots.ts';
export { type StillMay, type Upload, Uploads } from './uploads.ts';
