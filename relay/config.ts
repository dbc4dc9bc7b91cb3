import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { LIMITS } from '../shared/limits.ts';
import type { QuotaLimit } from './access/index.ts';
import { type Env, EnvReader } from './env-reader.ts';
import { parseMaster } from './storage/index.ts';

const MiB = 1024 * 1024;
const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
const WHO_MAY_CREATE = ['anyone', 'proof', 'operator'] as const;
/** The right to create sessions: anybody's, a device's that proves who it is, or only the operator's. */
export type WhoMayCreate = (typeof WHO_MAY_CREATE)[number];

/** Everything that can be set from outside. Times in ms. */
export interface RelayConfig {
  /** 0 takes a free one. */
  readonly port: number;
  /** Undefined: all interfaces. */
  readonly host: string | undefined;
  /**
   * The origin that people reach the relay under, where requests name another, as behind a proxy that adds
   * TLS.
   */
  readonly publicUrl: string | undefined;
  readonly dataFolder: string;
  /** How long a relay that starts waits for one that is stopping. */
  readonly lockWaitMs: number;
  /** 32 bytes that wrap the keys of everything at rest. Undefined: made and kept in the data folder. */
  readonly masterKey: Uint8Array | undefined;
  /** Where the built app is; undefined serves the API and sockets only. */
  readonly appFolder: string | undefined;
  readonly logLevel: LogLevel;
  /** Requests to each of create and join that one address may make in a minute. */
  readonly apiPerMinuteCount: number;
  readonly whoMayCreate: WhoMayCreate;
  /** Sessions that one address, and one person, may create. */
  readonly sessionsQuota: QuotaLimit;
  /** Bytes that one address, and one person, may store: edits, files and pictures. */
  readonly bytesQuota: QuotaLimit;
  /**
   * The share of the disk for all sessions together that were created without a device's proof, of what is
   * free and what they have. 100: unlimited.
   */
  readonly unprovenPercent: number;
  /** The age at which an unused session that only its maker ever joined is discarded. Undefined: none is. */
  readonly removeUnsharedAfterMs: number | undefined;
  /** The token that sees all sessions. Undefined: none does. */
  readonly operatorToken: string | undefined;
  readonly tokenLifetimeMs: number;
  /** Certificate and key, in PEM: the relay speaks HTTPS and WSS itself. */
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  /** The number of trusted proxies in front, or their addresses. Undefined: none. */
  readonly trustedProxy: number | readonly string[] | undefined;
  /** Origins of other sites whose pages may use the API and the sockets. */
  readonly corsOrigins: readonly string[];
  /** Connections at once, of any kind. */
  readonly connectionsMaxCount: number;
  /** Sockets of one address at once. */
  readonly socketsPerAddressCount: number;
  /** With less free on its disk the relay takes nothing new. 0: there is no such floor. */
  readonly minFreeBytes: number;
  /** The interval of measuring the free space; what the relay itself writes meanwhile is counted. */
  readonly diskLookMs: number;
  /** Kept in the data folder, to delete and to stop on a full disk. 0: nothing is. */
  readonly reserveBytes: number;
  /** The age at which an unfinished upload that is not continued is deleted. */
  readonly draftIdleMs: number;
  /** The age at which it is deleted where its room is needed: its sender may be coming back. */
  readonly draftGraceMs: number;
  /** The slowest pace of an upload: after a grace, so many bytes a second. */
  readonly uploadPace: { readonly graceMs: number; readonly bytesPerSecond: number };
  readonly roomIdleMs: number;
  /** The age at which an unused session is archived, or deleted. Undefined: none is. */
  readonly archiveAfterMs: number | undefined;
  readonly deleteAfterMs: number | undefined;
  /** The age at which strays are deleted. Undefined: none are. */
  readonly strayAfterMs: number | undefined;
  /** Between two sweeps through all sessions. */
  readonly sweepMs: number;
  readonly keepAliveMs: number;
}

export const DEFAULTS: RelayConfig = {
  port: 8080,
  host: undefined,
  publicUrl: undefined,
  dataFolder: './data',
  lockWaitMs: 10_000,
  masterKey: undefined,
  appFolder: undefined,
  logLevel: 'warn',
  apiPerMinuteCount: 120,
  whoMayCreate: 'anyone',
  sessionsQuota: { perHour: 60, perDay: 200 },
  bytesQuota: { perHour: 512 * MiB, perDay: 2048 * MiB },
  unprovenPercent: 25,
  removeUnsharedAfterMs: undefined,
  operatorToken: undefined,
  tokenLifetimeMs: LIMITS.tokenLifetimeMs,
  tls: undefined,
  trustedProxy: undefined,
  corsOrigins: [],
  connectionsMaxCount: 10_000,
  socketsPerAddressCount: 1_000,
  minFreeBytes: 200 * MiB,
  diskLookMs: 5_000,
  reserveBytes: 16 * MiB,
  draftIdleMs: 24 * 60 * 60 * 1000,
  draftGraceMs: 60_000,
  uploadPace: { graceMs: LIMITS.uploadGraceMs, bytesPerSecond: LIMITS.uploadBytesPerSecond },
  roomIdleMs: LIMITS.roomIdleMs,
  archiveAfterMs: LIMITS.archiveAfterMs,
  deleteAfterMs: undefined,
  strayAfterMs: 30 * 24 * 60 * 60 * 1000,
  sweepMs: LIMITS.sweepMs,
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

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A hundred years. */
const AGE_MAX_DAYS = 36_500;
/** A timer of Node's holds no more than 24 days, and a socket lives no longer than its token. */
const TOKEN_MAX_HOURS = 24 * 24;
const OPERATOR_MIN_CHARS = 24;

/** The master key that was given; undefined where none was. */
function readMaster(read: EnvReader): Uint8Array | undefined {
  const [own, fileOf] = ['AI_FRAME_MASTER_KEY', 'AI_FRAME_MASTER_KEY_FILE'];
  const text = read.text(own);
  const path = read.text(fileOf);
  if (text !== undefined && path !== undefined) read.refuse(`Set ${own} or ${fileOf}, not both.`);
  if (text !== undefined) {
    const key = parseMaster(text);
    if (!key) read.refuse(`${own} must be 32 bytes in base64.`);
    return key;
  }
  const file = read.file(fileOf);
  const key = file && parseMaster(file.toString());
  if (file && !key) read.refuse(`${fileOf} must hold 32 bytes in base64, and “${path}” does not.`);
  return key;
}

function readTls(read: EnvReader): RelayConfig['tls'] {
  const cert = read.file('AI_FRAME_TLS_CERT');
  const key = read.file('AI_FRAME_TLS_KEY');
  if ((cert === undefined) !== (key === undefined)) {
    read.refuse('AI_FRAME_TLS_CERT and AI_FRAME_TLS_KEY go together: set both or none.');
  }
  if (!cert || !key) return undefined;
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    read.refuse(`AI_FRAME_TLS_CERT and AI_FRAME_TLS_KEY cannot be used: ${(error as Error).message}.`);
  }
  return { cert, key };
}

const orNever = (ms: number): number | undefined => (ms === 0 ? undefined : ms);

/**
 * A first upload takes a session's whole document, and a file its own size: with less than this neither would
 * ever come in.
 */
const STORED_MIN_MB = Math.ceil(LIMITS.blobMaxBytes / MiB);

function readQuota(
  read: EnvReader,
  name: string,
  fallback: QuotaLimit,
  unit: number,
  min: number,
): QuotaLimit {
  const one = (window: string, value: number): number => {
    const found = read.number(`${name}_PER_${window}`, value / unit, { min: 0, max: 1_000_000 });
    if (found > 0 && found < min)
      read.refuse(`${name}_PER_${window} must be 0 or at least ${min}, and it is “${found}”.`);
    return found * unit;
  };
  return { perHour: one('HOUR', fallback.perHour), perDay: one('DAY', fallback.perDay) };
}

/** Reads the limits of strangers: the right to create, budgets, and the early removal of their sessions. */
function readStrangers(
  read: EnvReader,
): Pick<
  RelayConfig,
  'whoMayCreate' | 'sessionsQuota' | 'bytesQuota' | 'unprovenPercent' | 'removeUnsharedAfterMs'
> {
  return {
    whoMayCreate: read.choice('AI_FRAME_WHO_MAY_CREATE', DEFAULTS.whoMayCreate, WHO_MAY_CREATE),
    sessionsQuota: readQuota(read, 'AI_FRAME_SESSIONS', DEFAULTS.sessionsQuota, 1, 1),
    bytesQuota: readQuota(read, 'AI_FRAME_STORED_MB', DEFAULTS.bytesQuota, MiB, STORED_MIN_MB),
    unprovenPercent: read.number('AI_FRAME_UNPROVEN_PERCENT', DEFAULTS.unprovenPercent, { min: 1, max: 100 }),
    removeUnsharedAfterMs: orNever(
      DAY_MS * read.number('AI_FRAME_REMOVE_UNSHARED_AFTER_DAYS', 0, { min: 0, max: AGE_MAX_DAYS }),
    ),
  };
}

/** Reads the environment; `docs/operating.md` describes each setting. */
export function readConfig(env: Env = process.env): ConfigResult {
  const read = new EnvReader(env);
  const config: RelayConfig = {
    ...DEFAULTS,
    port: read.number('PORT', DEFAULTS.port, { min: 0, max: 65_535 }),
    host: read.text('HOST'),
    publicUrl: read.origin('AI_FRAME_PUBLIC_URL'),
    dataFolder: resolve(read.text('AI_FRAME_DATA') ?? DEFAULTS.dataFolder),
    lockWaitMs:
      1000 * read.number('AI_FRAME_LOCK_WAIT_SECONDS', DEFAULTS.lockWaitMs / 1000, { min: 0, max: 3600 }),
    masterKey: readMaster(read),
    appFolder: read.folderWith('AI_FRAME_APP', 'index.html') ?? findApp(),
    logLevel: read.choice('AI_FRAME_LOG', DEFAULTS.logLevel, LOG_LEVELS),
    apiPerMinuteCount: read.number('AI_FRAME_API_PER_MINUTE', DEFAULTS.apiPerMinuteCount, {
      min: 1,
      max: 1_000_000,
    }),
    ...readStrangers(read),
    operatorToken: read.secret('AI_FRAME_OPERATOR_TOKEN', OPERATOR_MIN_CHARS),
    tokenLifetimeMs:
      HOUR_MS *
      read.number('AI_FRAME_TOKEN_HOURS', DEFAULTS.tokenLifetimeMs / HOUR_MS, {
        min: 1,
        max: TOKEN_MAX_HOURS,
      }),
    archiveAfterMs: orNever(
      HOUR_MS *
        read.number('AI_FRAME_ARCHIVE_AFTER_HOURS', LIMITS.archiveAfterMs / HOUR_MS, {
          min: 0,
          max: AGE_MAX_DAYS * 24,
        }),
    ),
    deleteAfterMs: orNever(
      DAY_MS * read.number('AI_FRAME_DELETE_AFTER_DAYS', 0, { min: 0, max: AGE_MAX_DAYS }),
    ),
    strayAfterMs: orNever(
      DAY_MS * read.number('AI_FRAME_KEEP_STRAYS_DAYS', 30, { min: 0, max: AGE_MAX_DAYS }),
    ),
    sweepMs:
      MINUTE_MS * read.number('AI_FRAME_SWEEP_MINUTES', DEFAULTS.sweepMs / MINUTE_MS, { min: 1, max: 1440 }),
    tls: readTls(read),
    trustedProxy: read.proxies('AI_FRAME_TRUSTED_PROXY'),
    corsOrigins: read.origins('AI_FRAME_CORS_ORIGINS'),
    connectionsMaxCount: read.number('AI_FRAME_CONNECTIONS', DEFAULTS.connectionsMaxCount, {
      min: 1,
      max: 1_000_000,
    }),
    minFreeBytes:
      MiB * read.number('AI_FRAME_MIN_FREE_MB', DEFAULTS.minFreeBytes / MiB, { min: 0, max: 1_000_000 }),
    reserveBytes:
      MiB * read.number('AI_FRAME_RESERVE_MB', DEFAULTS.reserveBytes / MiB, { min: 0, max: 100_000 }),
    draftIdleMs:
      HOUR_MS *
      read.number('AI_FRAME_DRAFT_HOURS', DEFAULTS.draftIdleMs / HOUR_MS, {
        min: 1,
        max: AGE_MAX_DAYS * 24,
      }),
    socketsPerAddressCount: read.number('AI_FRAME_SOCKETS_PER_ADDRESS', DEFAULTS.socketsPerAddressCount, {
      min: 1,
      max: 1_000_000,
    }),
  };
  if (config.whoMayCreate === 'operator' && config.operatorToken === undefined) {
    read.refuse('AI_FRAME_WHO_MAY_CREATE is “operator”, and there is no AI_FRAME_OPERATOR_TOKEN.');
  }
  return read.problem === undefined ? { ok: true, config } : { ok: false, sentence: read.problem };
}
