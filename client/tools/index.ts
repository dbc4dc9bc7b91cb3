export { Carrying, type CarryOutput } from './drag-session.ts';
export { sizeOf } from './place.ts';
export { createTools, type Tools } from './tools.ts';
export { Touching, type TouchOutput } from './touch-points.ts';
