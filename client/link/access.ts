import { type AppError, fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Role } from '../../shared/session/index.ts';
import type { DeviceTime } from '../../shared/time.ts';
import type { Access, Identity } from '../model/index.ts';
import type { RelayApi } from './api.ts';
import type { TokenSource } from './api-request.ts';

/** A token that ends sooner is renewed before it is used. */
const MARGIN_MS = 60_000;
/** Without a key only a token that still holds can be renewed, so a device without one begins early. */
const KEYLESS_MARGIN_MS = LIMITS.tokenLifetimeMs / 2;

export interface SessionAccessOptions {
  readonly id: SessionId;
  readonly identity: Identity;
  readonly api: RelayApi;
  /** When the session was born on this device; undefined where it was joined. */
  readonly createdHere: DeviceTime | undefined;
  readonly now: () => DeviceTime;
  readonly access: Access | undefined;
  readonly onAccess: (access: Access) => void;
}

/** This device's access to one session: registers it at first contact, renews the token before it ends. */
export class SessionAccess implements TokenSource {
  readonly #options: SessionAccessOptions;
  #access: Access | undefined;
  #isRejected = false;
  /** Whoever asks meanwhile gets the same answer: the relay is asked once. */
  #asking: Promise<Result<Access>> | undefined;

  constructor(options: SessionAccessOptions) {
    this.#options = options;
    this.#access = options.access;
  }

  get current(): Access | undefined {
    return this.#access;
  }

  /** The relay says that this person is something else here by now. */
  updateRole(role: Role): void {
    if (this.#access && this.#access.role !== role) this.#take({ ...this.#access, role });
  }

  /** The relay did not take `token`, whatever its date says. Nothing to do where there is another by now. */
  reject(token: string | undefined): void {
    if (token === this.#access?.token) this.#isRejected = true;
  }

  /**
   * A person tries again after this refusal: their place in the session may be another by now, and the token
   * with it.
   */
  invalidate({ code }: AppError): void {
    const hasChanged = code === 'link/forbidden' || code === 'link/gone';
    // Without a key there is no other access to be had, so only a token that was not taken is given up.
    if (code === 'link/token' || (hasChanged && this.#options.identity.keys)) this.#isRejected = true;
  }

  /** Usable access. Failures that trying again cannot mend are `link/*` or `api/*`; see `isFinal`. */
  obtain(): Promise<Result<Access>> {
    this.#asking ??= this.#obtain().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #obtain(): Promise<Result<Access>> {
    const { id, identity, api, createdHere, now } = this.#options;
    const held = this.#access;
    const left = held && !this.#isRejected ? held.expires - now() : 0;
    if (held && left > (identity.keys ? MARGIN_MS : KEYLESS_MARGIN_MS)) return ok(held);
    if (held && !identity.keys && !this.#isRejected) {
      const renewed = await api.renew(id, held.token);
      // Nobody else can prove to be the one who was granted access, so what there is must do.
      return renewed.ok ? this.#take(renewed.value.access) : ok(held);
    }
    if (createdHere === undefined && !(held && identity.keys))
      return fail('link/token', 'no access to this session');
    // Whoever a session was born with registers it as often as the relay does not know it: a relay may lose
    // its disk.
    const granted = await (createdHere === undefined ? api.renew(id) : api.create(id, createdHere));
    if (granted.ok) return this.#take(granted.value.access);
    // Without a key it cannot be told from the person who had this access.
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

/** An API failure in the words of the link. */
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
