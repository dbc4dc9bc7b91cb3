export { Carrying, type CarryOutput } from './carrying.ts';
export { sizeOf } from './place.ts';
export { createTools, type Tools } from './tools.ts';
export { Touching, type TouchOutput } from './touching.ts';
