export type { AlignmentStore } from './alignment.ts';
export { createXrRuntime, type XrOptions, type XrRuntime } from './runtime.ts';
export { createScreenInput, type ScreenInput, type ScreenInputOptions } from './screen-input.ts';
