export { DEFAULTS, type RelayConfig, readConfig } from './config.ts';
export { type Relay, type StartFailure, startRelay } from './server.ts';
