import type { z } from 'zod';
import { PROBLEM_STATUS, problem, ROUTES } from '../../shared/api/index.ts';
import { type ErrorCode, fail, ok, type Result } from '../../shared/errors.ts';
import { TIME_HEADER } from '../../shared/protocol.ts';
import type { RelayTime } from '../../shared/time.ts';
import type { Access, Identity } from '../model/index.ts';
import type { RelayClock } from './clock.ts';
import { prove } from './proof.ts';

const TIMEOUT_MS = 10_000;
/** For bodies of many megabytes over a slow radio. */
const TRANSFER_TIMEOUT_MS = 120_000;

/** One request and what a good answer to it looks like. */
export interface RelayRequest<T> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly schema: z.ZodType<T>;
  /** JSON, or bytes as they are. */
  readonly body?: Record<string, unknown> | Blob;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
}

/** Where the token of one session comes from. */
export interface TokenSource {
  /** What was granted last. */
  readonly current: Access | undefined;
  /** Usable access, fresh where it was about to end. */
  obtain(): Promise<Result<Access>>;
  /** The relay did not take this token: `obtain` is to bring another. */
  reject(token: string): void;
}

/**
 * Requests to one relay, as this device. Failures are `api/*`; `api/unavailable` means that there was no
 * relay to answer.
 */
export class Requests {
  readonly #base: string;
  readonly #identity: Identity;
  readonly clock: RelayClock;

  /** `base`: the relay's address, for example `location.origin`. `clock` learns from every answer. */
  constructor(base: string, identity: Identity, clock: RelayClock) {
    this.#base = base;
    this.#identity = identity;
    this.clock = clock;
  }

  /**
   * Asks what time it is by the relay's clock, where nothing has told it yet: for what cannot be said
   * without.
   */
  async learnTime(): Promise<Result<void>> {
    if (this.clock.isKnown) return ok(undefined);
    const asked = await this.fetch('GET', ROUTES.health);
    return asked.ok ? ok(undefined) : asked;
  }

  /** With a fresh proof in the body; once more where it was refused: a clock may have been set meanwhile. */
  async sendProven<T>(ask: RelayRequest<T> & { readonly body: Record<string, unknown> }): Promise<Result<T>> {
    const proven = async (): Promise<Result<T>> => {
      const proof = await prove(this.#identity, new URL(this.#base).host, this.clock.relayNow());
      return this.send(proof === undefined ? ask : { ...ask, body: { ...ask.body, proof } });
    };
    const learnt = this.#identity.keys ? await this.learnTime() : ok(undefined);
    if (!learnt.ok) return learnt;
    const first = await proven();
    if (first.ok || first.error.code !== 'api/unauthorized' || !this.#identity.keys) return first;
    return proven();
  }

  /** The body of an answer as it is. */
  async bytes(path: string, token: string): Promise<Result<Blob>> {
    const response = await this.fetch('GET', path, { token, timeoutMs: TRANSFER_TIMEOUT_MS });
    if (!response.ok) return response;
    return isRefusal(response.value) ? refusal(response.value) : attempt(() => response.value.blob());
  }

  /** An answer of any status: read it with `statusOf` and `isRefusal`. */
  async fetch(
    method: string,
    path: string,
    options: {
      readonly token?: string | undefined;
      readonly body?: BodyInit;
      readonly headers?: Readonly<Record<string, string>>;
      readonly timeoutMs?: number;
    } = {},
  ): Promise<Result<Response>> {
    const { token, body, headers, timeoutMs = TIMEOUT_MS } = options;
    const sent = this.clock.mark();
    const answer = await attempt(() =>
      fetch(new URL(path, this.#base), {
        method,
        headers: {
          prefer: PROBLEM_STATUS.preference,
          ...headers,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body }),
        cache: 'no-store',
        credentials: 'omit',
        signal: AbortSignal.timeout(timeoutMs),
      }),
    );
    const time = answer.ok ? answer.value.headers.get(TIME_HEADER) : null;
    if (time !== null) this.clock.hear(time as RelayTime, sent);
    return answer;
  }

  /** A last word of a page that goes away; nobody hears whether it arrived. */
  beacon(path: string, body: Record<string, unknown>): void {
    const json = new Blob([JSON.stringify(body)], { type: 'application/json' });
    navigator.sendBeacon(new URL(path, this.#base), json);
  }

  async send<T>({ method, path, schema, body, headers, token }: RelayRequest<T>): Promise<Result<T>> {
    const isBytes = body instanceof Blob;
    const sent = await this.fetch(method, path, {
      token,
      headers: { ...(body && !isBytes ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body ? { body: isBytes ? body : JSON.stringify(body) } : {}),
      ...(isBytes ? { timeoutMs: TRANSFER_TIMEOUT_MS } : {}),
    });
    if (!sent.ok) return sent;
    const response = sent.value;
    if (isRefusal(response)) return refusal(response);
    const answer = response.status === 204 ? ok(undefined) : await attempt(() => response.json());
    if (!answer.ok) return answer;
    const read = schema.safeParse(answer.value);
    if (read.success) return ok(read.data);
    return fail('api/unavailable', `an answer of another kind, status ${response.status}`);
  }
}

/** What the relay answered, whatever the browser may call it: see `PROBLEM_STATUS`. */
const statusOf = ({ headers, status }: Response): number =>
  Number(headers.get(PROBLEM_STATUS.header) ?? status);
const isRefusal = (response: Response): boolean => !response.ok || statusOf(response) >= 400;

/** How much of a file the relay has. */
export async function blobOffset(
  requests: Requests,
  path: string,
  token: string,
): Promise<Result<number | 'complete'>> {
  const answer = await requests.fetch('HEAD', path, { token });
  if (!answer.ok) return answer;
  const { headers } = answer.value;
  const status = statusOf(answer.value);
  if (!isRefusal(answer.value)) return ok('complete');
  // An answer without a body says no more than its status.
  if (status === 401) return fail('api/unauthorized');
  if (status === 403) return fail('api/forbidden');
  const offset = Number(headers.get('upload-offset') ?? 0);
  return status === 404 && Number.isSafeInteger(offset) && offset >= 0
    ? ok(offset)
    : fail('api/unavailable', `status ${status}`);
}

/** The reason in a problem document. */
async function refusal(response: Response): Promise<Result<never>> {
  const answer = await attempt(() => response.json());
  if (!answer.ok) return answer;
  const read = problem.safeParse(answer.value);
  if (!read.success) {
    return fail('api/unavailable', `an answer of another kind, status ${statusOf(response)}`);
  }
  return fail(read.data.code as ErrorCode, read.data.detail);
}

/** No network, no relay, a timeout, or somebody else who answers at this address. */
async function attempt<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work());
  } catch (cause) {
    return fail('api/unavailable', cause instanceof Error ? cause.name : undefined, cause);
  }
}

/**
 * Requests about one session, each with its token; once more with a fresh one where the relay did not take
 * it.
 */
export class SessionRequests {
  readonly all: Requests;
  readonly #source: TokenSource;

  constructor(all: Requests, source: TokenSource) {
    this.all = all;
    this.#source = source;
  }

  send<T>(ask: RelayRequest<T>): Promise<Result<T>> {
    return this.withToken(token => this.all.send({ ...ask, token }));
  }

  /** Also for somebody whose access has ended: with a proof, and with what token there is. */
  sendProven<T>(ask: RelayRequest<T> & { readonly body: Record<string, unknown> }): Promise<Result<T>> {
    const token = this.#source.current?.token;
    return this.all.sendProven(token === undefined ? ask : { ...ask, token });
  }

  bytes(path: string): Promise<Result<Blob>> {
    return this.withToken(token => this.all.bytes(path, token));
  }

  async withToken<T>(work: (token: string) => Promise<Result<T>>): Promise<Result<T>> {
    const access = await this.#source.obtain();
    if (!access.ok) return access;
    const first = await work(access.value.token);
    if (first.ok || first.error.code !== 'api/unauthorized') return first;
    this.#source.reject(access.value.token);
    const renewed = await this.#source.obtain();
    if (!renewed.ok || renewed.value.token === access.value.token) return first;
    return work(renewed.value.token);
  }
}
