import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ok, type Result } from '../shared/errors.ts';
import { LIMITS } from '../shared/limits.ts';
import { parseMaster } from './storage/index.ts';

const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Everything that can be set from outside. Times in ms. */
export interface RelayConfig {
  /** 0 takes a free one. */
  readonly port: number;
  /** Undefined: all interfaces. */
  readonly host: string | undefined;
  /** The origin that people reach the relay under, where that is not what requests say, as behind a proxy that adds TLS. */
  readonly publicUrl: string | undefined;
  readonly dataFolder: string;
  /** 32 bytes that wrap the keys of everything at rest. Undefined: made and kept in the data folder. */
  readonly masterKey: Uint8Array | undefined;
  /** Where the built app is; undefined serves the API and sockets only. */
  readonly appFolder: string | undefined;
  readonly logLevel: LogLevel;
  /** Requests to each of create and join that one address may make in a minute. */
  readonly apiPerMinuteCount: number;
  /** Sees all sessions. Undefined: nobody does. */
  readonly operatorToken: string | undefined;
  readonly tokenLifetimeMs: number;
  readonly roomIdleMs: number;
  readonly keepAliveMs: number;
}

export const DEFAULTS: RelayConfig = {
  port: 8080,
  host: undefined,
  publicUrl: undefined,
  dataFolder: './data',
  masterKey: undefined,
  appFolder: undefined,
  logLevel: 'warn',
  apiPerMinuteCount: 120,
  operatorToken: undefined,
  tokenLifetimeMs: LIMITS.tokenLifetimeMs,
  roomIdleMs: LIMITS.roomIdleMs,
  keepAliveMs: LIMITS.keepAliveMs,
};

export type ConfigResult =
  | { readonly ok: true; readonly config: RelayConfig }
  /** One sentence for the person who set it. */
  | { readonly ok: false; readonly sentence: string };

/** The app is built beside the built relay; a relay that runs from its sources finds it in `dist`. */
function findApp(): string | undefined {
  return ['../app/', '../dist/app/']
    .map(path => fileURLToPath(new URL(path, import.meta.url)))
    .find(folder => existsSync(`${folder}index.html`));
}

function wholeNumber(text: string | undefined, fallback: number, max: number): number | undefined {
  if (text === undefined || text === '') return fallback;
  return /^\d{1,9}$/.test(text) && Number(text) <= max ? Number(text) : undefined;
}

/** An address without a path. */
function originOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
  return isWeb && url.href === `${url.origin}/` ? url.origin : undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

/** The master key that was given, undefined where none was, or a sentence. */
function readMaster(env: Env): Result<Uint8Array | undefined, string> {
  const path = env.AI_FRAME_MASTER_KEY_FILE;
  if (env.AI_FRAME_MASTER_KEY && path) {
    return { ok: false, error: 'Set AI_FRAME_MASTER_KEY or AI_FRAME_MASTER_KEY_FILE, not both.' };
  }
  if (env.AI_FRAME_MASTER_KEY) {
    const key = parseMaster(env.AI_FRAME_MASTER_KEY);
    return key ? ok(key) : { ok: false, error: 'AI_FRAME_MASTER_KEY must be 32 bytes in base64.' };
  }
  if (!path) return ok(undefined);
  try {
    const key = parseMaster(readFileSync(path, 'utf8'));
    if (key) return ok(key);
    return {
      ok: false,
      error: `AI_FRAME_MASTER_KEY_FILE must hold 32 bytes in base64, and “${path}” does not.`,
    };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { ok: false, error: `AI_FRAME_MASTER_KEY_FILE is “${path}”, which cannot be read (${code}).` };
  }
}

/** Reads the environment: PORT, HOST, AI_FRAME_PUBLIC_URL, AI_FRAME_DATA, AI_FRAME_MASTER_KEY(_FILE), AI_FRAME_APP, AI_FRAME_LOG, AI_FRAME_API_PER_MINUTE. */
export function readConfig(env: Env = process.env): ConfigResult {
  const refuse = (sentence: string): ConfigResult => ({ ok: false, sentence });
  const port = wholeNumber(env.PORT, DEFAULTS.port, 65_535);
  if (port === undefined) return refuse(`PORT must be a number from 0 to 65535, and it is “${env.PORT}”.`);
  const perMinute = wholeNumber(env.AI_FRAME_API_PER_MINUTE, DEFAULTS.apiPerMinuteCount, 1_000_000);
  if (perMinute === undefined || perMinute === 0) {
    return refuse(
      `AI_FRAME_API_PER_MINUTE must be a number from 1 to 1000000, and it is “${env.AI_FRAME_API_PER_MINUTE}”.`,
    );
  }
  const publicUrl = env.AI_FRAME_PUBLIC_URL ? originOf(env.AI_FRAME_PUBLIC_URL) : undefined;
  if (env.AI_FRAME_PUBLIC_URL && publicUrl === undefined) {
    return refuse(
      `AI_FRAME_PUBLIC_URL must be an address like https://ar.example.org, and it is “${env.AI_FRAME_PUBLIC_URL}”.`,
    );
  }
  const level = env.AI_FRAME_LOG || DEFAULTS.logLevel;
  const logLevel = LOG_LEVELS.find(each => each === level);
  if (!logLevel) return refuse(`AI_FRAME_LOG must be one of ${LOG_LEVELS.join(', ')}, and it is “${level}”.`);
  if (env.AI_FRAME_APP && !existsSync(resolve(env.AI_FRAME_APP, 'index.html'))) {
    return refuse(
      `AI_FRAME_APP must be a folder with the built app, and “${env.AI_FRAME_APP}” has no index.html.`,
    );
  }
  const masterKey = readMaster(env);
  if (!masterKey.ok) return refuse(masterKey.error);
  return {
    ok: true,
    config: {
      ...DEFAULTS,
      port,
      host: env.HOST || undefined,
      publicUrl,
      dataFolder: resolve(env.AI_FRAME_DATA || DEFAULTS.dataFolder),
      masterKey: masterKey.value,
      appFolder: env.AI_FRAME_APP ? resolve(env.AI_FRAME_APP) : findApp(),
      logLevel,
      apiPerMinuteCount: perMinute,
    },
  };
}
