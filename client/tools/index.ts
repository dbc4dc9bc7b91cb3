export { sizeOf } from './place.ts';
export { createTools, type Tools } from './tools.ts';
