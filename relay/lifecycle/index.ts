export { Archive } from './archive.ts';
export { readArchive } from './archive-file.ts';
export { SessionLifecycle, type SessionLifecycleOptions } from './session-lifecycle.ts';
export { STRAYS_FOLDER, Strays } from './strays.ts';
export { Sweeper, type SweepOptions, type Swept } from './sweep.ts';
export { type Finding, type Verified, verifyFolder } from './verify.ts';
