export { ActivityRecorder, type ActivityRecorderOptions } from './analytics.ts';
export type { OnHappening, SessionEvent } from './event.ts';
