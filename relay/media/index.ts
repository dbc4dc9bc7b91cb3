export { Incoming, type Pace } from './incoming.ts';
export { type DecodeLimits, Pictures } from './pictures.ts';
export { type Brought, readAll, readContentRange, readRange, skip, type Wanted } from './ranges.ts';
export { type KeptImage, type Screenshot, Screenshots } from './screenshots.ts';
export { type StillMay, type Upload, Uploads } from './uploads.ts';
