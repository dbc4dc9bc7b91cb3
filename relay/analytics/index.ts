export { Analytics, type AnalyticsOptions } from './analytics.ts';
export type { OnHappening, SessionEvent } from './event.ts';
