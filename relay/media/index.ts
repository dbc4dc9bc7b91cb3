export { type Brought, readAll, readContentRange, readRange, skip, type Wanted } from './ranges.ts';
export { type KeptImage, type Screenshot, Screenshots } from './screenshots.ts';
export { Uploads } from './uploads.ts';
