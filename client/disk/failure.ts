import { type AppError, type ErrorCode, fail, ok, type Result } from '../../shared/errors.ts';
import { cutText } from '../../shared/text.ts';

/** IndexedDB failures by the name of their DOMException. */
const CODES: Record<string, ErrorCode> = {
  QuotaExceededError: 'disk/full',
  // The connection was closed, by the browser, by a deletion or by a lost process (WebKit says UnknownError).
  InvalidStateError: 'disk/closed',
  AbortError: 'disk/closed',
  UnknownError: 'disk/closed',
  TransactionInactiveError: 'disk/closed',
  TimeoutError: 'disk/blocked',
  ConstraintError: 'disk/left-behind',
};

/** A transaction that takes longer has lost its connection (WebKit does not always say so). */
const STALL_MS = 15_000;

/** Turns a thrown value of IndexedDB into an error. lib0 wraps a DOMException in an Error that names it. */
export function diskError(cause: unknown): AppError {
  const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  const name = text.match(/\b\w+Error\b/g)?.find(each => Object.hasOwn(CODES, each));
  const code = name === undefined ? 'disk/unavailable' : (CODES[name] ?? 'disk/unavailable');
  return { code, detail: cutText(text, 200), cause };
}

/** Runs work on IndexedDB: every failure is an expected one. */
export async function attempt<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work());
  } catch (cause) {
    return { ok: false, error: diskError(cause) };
  }
}

/** Settles as `promise` does, or rejects with a TimeoutError: opening and deleting may wait for ever. */
export function within<T>(promise: Promise<T>, timeoutMs: number, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DOMException(what, 'TimeoutError')), timeoutMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/**
 * Resolves when the transaction is complete; a request's own success says nothing about the commit (quota,
 * lost connection).
 */
export function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () =>
      reject(transaction.error ?? new DOMException('The transaction was aborted', 'AbortError'));
  });
}

/** Resolves as `completed` does, and rejects where the transaction never ends. */
export const ended = (transaction: IDBTransaction): Promise<void> =>
  within(completed(transaction), STALL_MS, 'the transaction does not end');

/** The failure that `fence` gives a transaction on a retired generation. */
export const newerGenerationError = (): DOMException =>
  new DOMException('another tab has written a newer generation', 'ConstraintError');

export const diskUnavailable = (detail: string): Result<never> => fail('disk/unavailable', detail);
