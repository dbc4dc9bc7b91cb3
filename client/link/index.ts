export { type Grant, type RelayApi, relayApi, type Share } from './api.ts';
export { browserEnvironment, type LinkEnvironment } from './environment.ts';
export { type Link, type LinkOptions, openLink } from './link.ts';
