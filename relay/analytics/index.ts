export { ActivityRecorder, type ActivityRecorderOptions } from './activity-recorder.ts';
export type { OnHappening, SessionEvent } from './event.ts';
