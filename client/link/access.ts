import { type AppError, fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Role } from '../../shared/session/index.ts';
import type { DeviceTime } from '../../shared/time.ts';
import type { Access, Identity } from '../model/index.ts';
import type { RelayApi } from './api.ts';
import type { TokenSource } from './api-request.ts';

/** A token that expires sooner is renewed before it is used. */
const MARGIN_MS = 60_000;
/** Without a key only a token that is still valid can be renewed, so it is renewed early. */
const KEYLESS_MARGIN_MS = LIMITS.tokenLifetimeMs / 2;

export interface SessionAccessOptions {
  readonly id: SessionId;
  readonly identity: Identity;
  readonly api: RelayApi;
  /** When the session was created on this device; undefined where it was joined. */
  readonly createdHere: DeviceTime | undefined;
  readonly now: () => DeviceTime;
  readonly access: Access | undefined;
  readonly onAccess: (access: Access) => void;
}

/** This device's access to one session: registers it at first contact, renews the token before it expires. */
export class SessionAccess implements TokenSource {
  readonly #options: SessionAccessOptions;
  #access: Access | undefined;
  #isRejected = false;
  /** A request that is under way, for all callers. */
  #pending: Promise<Result<Access>> | undefined;

  constructor(options: SessionAccessOptions) {
    this.#options = options;
    this.#access = options.access;
  }

  get current(): Access | undefined {
    return this.#access;
  }

  /** Takes over the role of a newer standing. */
  updateRole(role: Role): void {
    if (this.#access && this.#access.role !== role) this.#take({ ...this.#access, role });
  }

  /** Drops `token`, which the relay refused, whatever its date says; not where there is another by now. */
  reject(token: string | undefined): void {
    if (token === this.#access?.token) this.#isRejected = true;
  }

  /** Drops the token before an attempt after this refusal, where membership may have changed. */
  invalidate({ code }: AppError): void {
    const hasChanged = code === 'link/forbidden' || code === 'link/gone';
    // Without a key no other access can be had, so only a refused token is dropped.
    if (code === 'link/token' || (hasChanged && this.#options.identity.keys)) this.#isRejected = true;
  }

  /** Resolves with usable access. Fails with `link/*` or `api/*`; `isFinal` tells whether to try again. */
  obtain(): Promise<Result<Access>> {
    this.#pending ??= this.#obtain().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #obtain(): Promise<Result<Access>> {
    const { id, identity, api, createdHere, now } = this.#options;
    const held = this.#access;
    const left = held && !this.#isRejected ? held.expires - now() : 0;
    if (held && left > (identity.keys ? MARGIN_MS : KEYLESS_MARGIN_MS)) return ok(held);
    if (held && !identity.keys && !this.#isRejected) {
      const renewed = await api.renew(id, held.token);
      // No other proof exists of who was granted access, so the token that there is is used.
      return renewed.ok ? this.#take(renewed.value.access) : ok(held);
    }
    if (createdHere === undefined && !(held && identity.keys))
      return fail('link/token', 'no access to this session');
    // The device that created a session registers it again whenever the relay does not know it: a relay may
    // lose its disk.
    const granted = await (createdHere === undefined ? api.renew(id) : api.create(id, createdHere));
    if (granted.ok) return this.#take(granted.value.access);
    // Without a key the relay cannot tell this device from another one's.
    const isOurs = held && !identity.keys && granted.error.code === 'api/conflict';
    return isOurs ? fail('link/token') : { ok: false, error: linkError(granted.error) };
  }

  #take(access: Access): Result<Access> {
    this.#access = access;
    this.#isRejected = false;
    this.#options.onAccess(access);
    return ok(access);
  }
}

/** Turns an API failure into one of the link. */
function linkError(error: AppError): AppError {
  switch (error.code) {
    case 'api/unauthorized':
      return { ...error, code: 'link/token' };
    case 'api/forbidden':
      return { ...error, code: 'link/forbidden' };
    case 'api/not-found':
      return { ...error, code: 'link/gone' };
    case 'api/bad-request':
    case 'api/too-large':
      return { ...error, code: 'link/protocol' };
    default:
      return error;
  }
}
