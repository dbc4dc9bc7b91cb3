export { Analytics, type AnalyticsOptions } from './analytics.ts';
export type { Happening, OnHappening } from './event.ts';
