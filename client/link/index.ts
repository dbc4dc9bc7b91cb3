export { type Grant, type RelayApi, relayApi, type SessionApi } from './api.ts';
export type { ActivityPage } from './api-activity.ts';
export type { TokenSource } from './api-request.ts';
export type { Share } from './api-sharing.ts';
export { browserEnvironment, type LinkEnvironment } from './environment.ts';
export { type Link, type LinkOptions, openLink } from './link.ts';
