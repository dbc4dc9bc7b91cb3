import { API_MESSAGES } from './messages/api.ts';
import { DISK_MESSAGES } from './messages/disk.ts';
import { DOCUMENT_MESSAGES } from './messages/document.ts';
import { LINK_MESSAGES } from './messages/link.ts';
import { MODEL_MESSAGES } from './messages/models.ts';
import { SPACE_MESSAGES } from './messages/space.ts';
import { SPEECH_MESSAGES } from './messages/speech.ts';
import { VIEW_MESSAGES } from './messages/view.ts';

/**
 * Every failure that a user or an operator can meet, as data. Expected failures are returned as `Result`;
 * bugs throw. `describe` is the only place that turns a code into sentences: what happened, what was kept,
 * what to do.
 */

const SENTENCES = {
  ...DISK_MESSAGES,
  ...DOCUMENT_MESSAGES,
  ...LINK_MESSAGES,
  ...API_MESSAGES,
  ...VIEW_MESSAGES,
  ...MODEL_MESSAGES,
  ...SPACE_MESSAGES,
  ...SPEECH_MESSAGES,
};

export type ErrorCode = keyof typeof SENTENCES;

export interface AppError {
  readonly code: ErrorCode;
  /** What a log may hold: a library's message, a name of a limit. Never a token, never content. */
  readonly detail?: string;
  readonly cause?: unknown;
}

export type Result<T, E = AppError> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const fail = (
  code: ErrorCode,
  detail?: string,
  cause?: unknown,
): { readonly ok: false; readonly error: AppError } => ({
  ok: false,
  error: { code, ...(detail === undefined ? {} : { detail }), ...(cause === undefined ? {} : { cause }) },
});

/** A failure in words: a title, what was kept, and what the reader can do. */
export interface Described {
  readonly title: string;
  readonly kept: string;
  readonly advice: string;
}

/** Whether the relay says how many people are in a session that is full. */
export const tellsHowFull = ({ detail }: AppError): boolean => detail?.startsWith('session is full') ?? false;

export function describe(error: AppError): Described {
  const [title, kept, advice] = SENTENCES[error.code];
  // People want to know.
  return { title: tellsHowFull(error) ? `The ${error.detail}` : title, kept, advice };
}

export const isErrorCode = (value: unknown): value is ErrorCode =>
  typeof value === 'string' && Object.hasOwn(SENTENCES, value);

/** For broken promises of our own code: never for bad input. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** The end of an exhaustive switch: a value here is a bug in the caller. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${String(value)}`);
}
