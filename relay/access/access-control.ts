import type { AccessRequestView } from '../../shared/api/index.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId, UserId } from '../../shared/ids.ts';
import type { RecordStore } from '../../shared/ports.ts';
import type { Standing } from '../../shared/relay-messages.ts';
import { relayTime } from '../../shared/time.ts';
import { type Addressed, Addresses } from './addresses.ts';
import { AccessChanges } from './changes.ts';
import { CodeGuessLimiter } from './code-guess-limiter.ts';
import { loadKeys } from './keys.ts';
import { Members, type SessionMember } from './members.ts';
import { BEFORE_START, CLOCK_DIFFERS, Proofs } from './proofs.ts';
import { AccessRequests, type PendingRequest } from './requests.ts';
import { type SecurityLog, securityEventOf } from './security-log.ts';
import { SeenClock } from './seen-clock.ts';
import { type LiveRecord, type SessionOrigin, Sessions } from './sessions.ts';
import { Shares } from './shares.ts';
import { NO_TOKEN, TOO_OLD, type TokenClaims, Tokens } from './tokens.ts';

export interface AccessControlOptions {
  /** The origin that people reach the relay under, where it is not what requests say. */
  readonly publicUrl: string | undefined;
  readonly tokenLifetimeMs: number;
  /** Origins of other sites whose pages are welcome. */
  readonly corsOrigins: readonly string[];
  /** Requests that one address may make to each resource in a minute. */
  readonly apiPerMinuteCount: number;
}

/** The limit of all addresses together, in limits of one. */
const GUESSERS_COUNT = 10;
/** A mistyped code is no attack. */
const GUESSES_MIN_COUNT = 20;

/** Errors of tokens and proofs that honest devices may have. */
const HONEST_MISTAKES: readonly string[] = [
  NO_TOKEN,
  'ERR_JWT_EXPIRED',
  TOO_OLD,
  CLOCK_DIFFERS,
  BEFORE_START,
];

/** Returns a request as the API shows it. */
export const requestView = ({ user, name, role, asks, at }: PendingRequest): AccessRequestView => ({
  user_id: user,
  name,
  role,
  asks,
  at: relayTime(at),
});

/** A member with a token that counts, in a session that is there. */
export interface Admitted {
  readonly session: LiveRecord;
  readonly member: SessionMember;
}

/** Returns the sessions and members of a store that is only read: the relay's secrets are not loaded. */
export async function readOnlyAccess(
  store: RecordStore,
): Promise<Pick<AccessControl, 'sessions' | 'members'>> {
  const changes = new AccessChanges();
  const sessions = new Sessions(store, changes, await SeenClock.load(store));
  return { sessions, members: new Members(store, sessions, changes) };
}

/** Everything that decides who may do what. */
export class AccessControl {
  readonly changes = new AccessChanges();
  readonly addresses: Addresses;
  readonly tokens: Tokens;
  readonly proofs = new Proofs();
  readonly sessions: Sessions;
  readonly members: Members;
  readonly shares: Shares;
  readonly requests: AccessRequests;
  readonly guesses: CodeGuessLimiter;
  readonly #log: SecurityLog;

  /** Opens the records in `store`; without `log` nothing is logged. Rejects where the store does. */
  static async open(
    store: RecordStore,
    options: AccessControlOptions,
    log?: SecurityLog,
  ): Promise<AccessControl> {
    const clock = await SeenClock.load(store);
    return new AccessControl(store, options, log ?? (() => undefined), await loadKeys(store, log), clock);
  }

  private constructor(
    store: RecordStore,
    options: AccessControlOptions,
    log: SecurityLog,
    keys: Awaited<ReturnType<typeof loadKeys>>,
    clock: SeenClock,
  ) {
    this.#log = log;
    this.changes.subscribe(change => {
      const event = securityEventOf(change);
      if (event) log(event);
    });
    const addressCount = Math.max(GUESSES_MIN_COUNT, Math.ceil(options.apiPerMinuteCount / 4));
    this.guesses = new CodeGuessLimiter({ addressCount, allCount: addressCount * GUESSERS_COUNT }, log);
    this.addresses = new Addresses(options.publicUrl, options.corsOrigins);
    this.tokens = new Tokens(keys, options.tokenLifetimeMs);
    this.sessions = new Sessions(store, this.changes, clock);
    this.members = new Members(store, this.sessions, this.changes);
    this.requests = new AccessRequests(store, this.sessions, this.members, this.changes);
    this.shares = new Shares(store, this.sessions, this.members, this.changes, keys.codeSecret);
  }

  /**
   * Admits the user of a checked token to a session, for requests and sockets alike: a token of another
   * session and a stranger fail with `api/forbidden`, a dead token with `api/unauthorized`, a session that is
   * not here with `api/not-found` or `api/deleted`.
   */
  async admit(claims: TokenClaims, id: SessionId): Promise<Result<Admitted>> {
    if (claims.session !== id) return fail('api/forbidden', 'a token for another session');
    const session = await this.sessions.live(id);
    if (!session.ok) return session;
    const member = await this.members.get(id, claims.user);
    if (!member) return fail('api/forbidden', 'not a member');
    if (claims.issued < member.since) return fail('api/unauthorized', 'a token of an earlier membership');
    return ok({ session: session.value, member });
  }

  /** Returns the claims of a token; fails with `link/token`. One that this relay never issued is logged. */
  async readToken(token: string | undefined, address: string): Promise<Result<TokenClaims>> {
    return this.#watched('token.forged', await this.tokens.check(token), address);
  }

  /** As `readToken`, for one that may have expired where it is young enough. */
  async readTokenForRenewal(token: string | undefined, address: string): Promise<Result<TokenClaims>> {
    return this.#watched('token.forged', await this.tokens.checkForRenewal(token), address);
  }

  /** Returns the holder of a proof; fails with `api/unauthorized`. */
  async readProof(proof: string, addressed: Addressed, address: string): Promise<Result<UserId>> {
    const read = await this.proofs.check(proof, this.addresses.audiences(addressed));
    return this.#watched('proof.forged', read, address);
  }

  #watched<T>(event: 'token.forged' | 'proof.forged', read: Result<T>, address: string): Result<T> {
    const why = read.ok ? undefined : (read.error.detail ?? 'unknown');
    if (why !== undefined && !HONEST_MISTAKES.includes(why)) this.#log({ event, address, why });
    return read;
  }

  /** Logs a request for what the person's role does not allow. */
  logDenied(session: SessionId, user: UserId, what: string): void {
    this.#log({ event: 'access.denied', session, user, what });
  }

  /** As `admit`; logs a dead token, and one of a stranger. */
  async enter(claims: TokenClaims, id: SessionId, what: string): Promise<Result<Admitted>> {
    const admitted = await this.admit(claims, id);
    const isDead =
      !admitted.ok &&
      (admitted.error.code === 'api/unauthorized' ||
        (admitted.error.code === 'api/forbidden' &&
          (await this.members.removed(id, claims.user)) !== undefined));
    if (isDead && claims.session === id) this.#log({ event: 'token.dead', session: id, user: claims.user });
    else if (!admitted.ok && admitted.error.code === 'api/forbidden') this.logDenied(id, claims.user, what);
    return admitted;
  }

  /** Returns a member's standing, for their device. Hosts also see who requests what. */
  async standing(id: SessionId, { session, member }: Admitted): Promise<Standing> {
    return {
      user_id: member.user,
      role: member.role,
      epoch: session.epoch,
      settings: session.policy,
      ...(member.role === 'host' ? { requests: (await this.requests.list(id)).map(requestView) } : {}),
    };
  }

  /** Registers a session, its host as its first member. Fails as `Sessions.register` does. */
  async register(
    id: SessionId,
    host: UserId,
    born: SessionOrigin,
  ): Promise<Result<{ readonly session: LiveRecord; readonly isNew: boolean }>> {
    const isLost = !(await this.sessions.get(id)) && !(await this.members.mayRegister(id, host));
    if (isLost) return fail('api/conflict');
    const registered = await this.sessions.register(id, host, born);
    if (!registered.ok) return registered;
    if (registered.value.isNew) await this.members.admit(id, host, 'editor');
    return ok(registered.value);
  }
}
