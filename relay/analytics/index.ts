export { ActivityRecorder, type ActivityRecorderOptions } from './activity-recorder.ts';
export type { SessionEvent } from './event.ts';
