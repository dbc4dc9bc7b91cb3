export { type GrantedAccess, type RelayApi, relayApi, type SessionApi } from './api.ts';
export type { ActivityEvents } from './api-activity.ts';
export type { TokenSource } from './api-request.ts';
export type { ShareLink } from './api-sharing.ts';
export { RelayClock } from './clock.ts';
export type { Link, LinkOptions, Refusal } from './contract.ts';
export { browserLinkEnvironment, type LinkEnvironment } from './environment.ts';
export type { RelayState } from './fetch-state.ts';
export { openLink } from './link.ts';
