export type { Aligner } from './aligner.ts';
export type { AlignmentTarget } from './alignment-target.ts';
export type { AlignmentStore } from './anchors.ts';
export { createXrRuntime, type XrOptions, type XrRuntime } from './runtime.ts';
export { createScreenInput, type ScreenInput, type ScreenInputOptions } from './screen-input.ts';
export type { XrWishes } from './start.ts';
