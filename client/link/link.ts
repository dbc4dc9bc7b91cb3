import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { isFinal } from '../../shared/errors/policy.ts';
import { type AppError, fail, type Result } from '../../shared/errors.ts';
import { CLOSE, closeError } from '../../shared/protocol.ts';
import type { RefusedUpdate, Standing } from '../../shared/relay-messages.ts';
import type { Presence, Role } from '../../shared/session/index.ts';
import type { OnDevice } from '../../shared/time.ts';
import type { LinkState, Peer } from '../model/index.ts';
import { SessionAccess } from './access.ts';
import { type RelayApi, relayApi } from './api.ts';
import type { TokenSource } from './api-request.ts';
import { backoffMs } from './backoff.ts';
import { type Mark, type RelayClock, standingHere } from './clock.ts';
import type { Link, LinkOptions, Refusal } from './contract.ts';
import { DocumentSync } from './document-sync.ts';
import { browserLinkEnvironment, type LinkEnvironment } from './environment.ts';
import { fetchState, isEmpty, type RelayState } from './fetch-state.ts';
import { linkStateOf, type Phase } from './phase.ts';
import { WaitingCount } from './waiting-count.ts';

/** Why the relay takes nothing of a session for now, by the error of a request: the same as in a standing. */
const BLOCKED: Partial<Record<AppError['code'], AppError>> = {
  'store/full': { code: 'link/relay-full' },
  'api/budget': { code: 'link/over-budget' },
};

function blockedBy({ disk_full, over_budget }: Standing): AppError | undefined {
  if (disk_full) return { code: 'link/relay-full' };
  return over_budget ? { code: 'link/over-budget' } : undefined;
}

/**
 * Opens the link of a session whose disk has settled: what is on the device goes up with the first handshake.
 * The caller calls `close`.
 */
export const openLink = (options: LinkOptions): Link => new SessionLink(options);

class SessionLink implements Link {
  readonly state: ReadonlySignal<LinkState>;
  readonly peers: ReadonlySignal<readonly Peer[]>;
  readonly role: ReadonlySignal<Role>;
  readonly standing: ReadonlySignal<OnDevice<Standing> | undefined>;
  readonly refusal: ReadonlySignal<Refusal | undefined>;
  readonly access: TokenSource;
  readonly synced: Promise<void>;

  readonly #options: LinkOptions;
  readonly #environment: LinkEnvironment;
  readonly #state: Signal<LinkState>;
  readonly #role: Signal<Role>;
  readonly #standing = signal<Standing | undefined>(undefined);
  readonly #refusal = signal<Refusal | undefined>(undefined);
  readonly #access: SessionAccess;
  readonly #api: RelayApi;
  readonly #clock: RelayClock;
  readonly #sync: Signal<DocumentSync>;
  readonly #stopListening: readonly (() => void)[];
  #phase: Phase = { type: 'connecting' };
  #failures = 0;
  /** True for the first attempt after a person opened the session or asked for it; others are automatic. */
  #isUserInitiated = true;
  /** True where a refused access or document was renewed already, since the link was last live. */
  #hasRenewed = false;
  #epoch: string | undefined;
  #connectedAt: Mark;
  /** The token that the socket was opened with. */
  #token: string | undefined;
  /** Why the relay takes nothing for now, as it last said. */
  #blockedBy: AppError | undefined;
  #presence: Presence | undefined;
  /** Grows with every attempt, so that a late result of an older one is dropped. */
  #attempt = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #waitingCount: WaitingCount;
  #onSynced: (() => void) | undefined;

  constructor(options: LinkOptions) {
    const { id, base, identity, access, createdHere } = options;
    this.#options = options;
    this.#environment = options.environment ?? browserLinkEnvironment();
    this.#epoch = options.epoch;
    this.#waitingCount = new WaitingCount(options.waiting, options.onWaiting);
    this.#role = signal<Role>(access?.role ?? (createdHere === undefined ? 'viewer' : 'host'));
    this.#api = options.api ?? relayApi(base, identity);
    this.#clock = this.#api.clock;
    this.#connectedAt = this.#clock.mark();
    this.#access = new SessionAccess({
      id,
      identity,
      createdHere: createdHere,
      access,
      api: this.#api,
      now: () => this.#clock.now(),
      onAccess: granted => {
        this.#role.value = granted.role;
        options.onAccess(granted);
      },
    });
    this.#sync = signal(this.#newSync(options.waiting));
    this.#state = signal<LinkState>(this.#currentState());
    this.state = this.#state;
    this.peers = computed(() => this.#sync.value.presence.peers.value);
    this.role = this.#role;
    this.standing = computed(() => {
      // Where a clock was set, earlier times are converted again.
      this.#clock.moves.value;
      const standing = this.#standing.value;
      return standing && standingHere(standing, this.#clock);
    });
    this.refusal = this.#refusal;
    this.access = this.#access;
    this.synced = new Promise(resolve => {
      this.#onSynced = resolve;
    });
    this.#stopListening = [
      this.#environment.onWake(() => this.#wake()),
      this.#environment.onOffline(() => this.#dropOffline()),
    ];
    void this.#connect();
  }

  setPresence(presence: Presence | undefined): void {
    this.#presence = presence;
    this.#sync.peek().presence.set(presence);
  }

  reconnect(): void {
    this.#restartAttempts(true);
  }

  retry(): void {
    this.#restartAttempts(false);
  }

  async fetch(): Promise<Result<RelayState>> {
    const { id, base, onAuthors } = this.#options;
    this.#invalidateAccess();
    const access = await this.#access.obtain();
    if (!access.ok) return access;
    const { WebSocket } = this.#environment;
    const fetched = await fetchState({ id, base, token: access.value.token, WebSocket });
    if (!fetched.ok) return fetched;
    if (this.#phase.type === 'closed') return fail('link/offline', 'the session was closed');
    if (fetched.value.standing) this.#onStanding(fetched.value.standing);
    onAuthors(fetched.value.authors);
    return fetched;
  }

  restart(waiting: number, epoch: string | undefined): void {
    if (this.#phase.type === 'closed') return;
    this.#sync.peek().close();
    this.#sync.value = this.#newSync(waiting);
    this.#sync.peek().presence.set(this.#presence);
    this.#epoch = epoch;
    this.#refusal.value = undefined;
    this.#begin(false);
  }

  close(): void {
    if (this.#phase.type === 'closed') return;
    this.#phase = { type: 'closed' };
    this.#attempt += 1;
    for (const stop of this.#stopListening) stop();
    clearTimeout(this.#retryTimer);
    this.#waitingCount.flush();
    this.#sync.peek().close();
  }

  #newSync(waiting: number): DocumentSync {
    return new DocumentSync({
      ...this.#options,
      doc: this.#options.document.doc,
      waiting,
      WebSocket: this.#environment.WebSocket,
      isViewer: () => this.#role.peek() === 'viewer',
      onWaiting: () => this.#publish(),
      onSettled: () => this.#settle(),
      onStanding: standing => this.#onStanding(standing),
      onRefused: refused => this.#onRefused(refused),
      onClose: (code, reason) => this.#onClose(code, reason),
    });
  }

  #restartAttempts(isUserInitiated: boolean): void {
    const { type } = this.#phase;
    const isStuck = type === 'refused' || type === 'rebasing';
    // An attempt that is under way needs no other.
    if (type === 'closed' || (!isStuck && this.#retryTimer === undefined)) return;
    this.#invalidateAccess();
    this.#refusal.value = undefined;
    this.#begin(isUserInitiated);
  }

  #begin(isUserInitiated: boolean): void {
    this.#isUserInitiated = isUserInitiated;
    this.#phase = { type: 'connecting' };
    this.#failures = 0;
    this.#hasRenewed = false;
    void this.#connect();
  }

  async #connect(): Promise<void> {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    const attempt = ++this.#attempt;
    this.#publish();
    const access = await this.#access.obtain();
    if (attempt !== this.#attempt) return;
    if (access.ok) {
      this.#token = access.value.token;
      this.#connectedAt = this.#clock.mark();
      this.#sync.peek().connect(this.#token, this.#epoch, this.#isUserInitiated, this.#clock.offer());
    } else if (isFinal(access.error)) this.#refuse(access.error);
    else {
      this.#blockedBy = BLOCKED[access.error.code];
      this.#scheduleRetry();
    }
  }

  #scheduleRetry(): void {
    this.#isUserInitiated = false;
    if (this.#failures > 0 || this.#phase.type !== 'connecting') this.#phase = { type: 'offline' };
    const delay = backoffMs(this.#failures, this.#environment.random);
    this.#failures += 1;
    this.#retryTimer = setTimeout(() => void this.#connect(), delay);
    this.#publish();
  }

  /** Drops access that the last refusal was about: it may be another by now. */
  #invalidateAccess(): void {
    const refusal = this.#refusal.peek();
    if (refusal) this.#access.invalidate(refusal.error);
  }

  #refuse(error: AppError): void {
    this.#phase = { type: 'refused', error };
    this.#refusal.value = { error, paths: [] };
    this.#publish();
  }

  /** Stops sending, as nothing after a refused edit can be taken. The app decides about the edits. */
  #onRefused({ code, rule, paths }: RefusedUpdate): void {
    if (this.#phase.type === 'rebasing' || this.#phase.type === 'closed') return;
    this.#phase = { type: 'rebasing' };
    this.#attempt += 1;
    this.#sync.peek().disconnect();
    this.#refusal.value = { error: { code, detail: rule }, paths };
    this.#publish();
  }

  #onStanding(standing: Standing): void {
    // The first standing of a connection was sent since it began; later ones may have waited in a page that
    // was frozen.
    if (standing.time && !this.#clock.isKnown) this.#clock.hear(standing.time, this.#connectedAt);
    this.#standing.value = standing;
    this.#role.value = standing.role;
    this.#blockedBy = blockedBy(standing);
    this.#access.updateRole(standing.role);
    this.#publish();
  }

  /** Ends the wait for the next attempt. */
  #wake(): void {
    if (this.#retryTimer === undefined) return;
    this.#failures = 0;
    void this.#connect();
  }

  /** Disconnects because the browser has lost the network: a dead socket would be noticed much later. */
  #dropOffline(): void {
    if (this.#phase.type !== 'live' && this.#phase.type !== 'connecting') return;
    this.#phase = { type: 'offline' };
    this.#sync.peek().disconnect();
    this.#publish();
  }

  #onClose(code: number | undefined, reason: string): void {
    this.#blockedBy = undefined;
    if (['closed', 'refused', 'rebasing'].includes(this.#phase.type)) return;
    if (this.#phase.type === 'live') this.#phase = { type: 'connecting' };
    const refusal = code === undefined ? undefined : closeError(code);
    // Tokens expire, and a relay may have lost its disk, which the host's device restores; only a second
    // refusal is for the person.
    const isRenewable =
      code === CLOSE.token || (code === CLOSE.gone && this.#options.createdHere !== undefined);
    if (isRenewable && !this.#hasRenewed) {
      this.#hasRenewed = true;
      this.#access.reject(this.#token);
      void this.#connect();
    } else if (code === CLOSE.unreadable && this.#mayFillAgain && !this.#hasRenewed)
      void this.#fillAgain(reason);
    else if (code === CLOSE.epoch && this.#options.createdHere !== undefined) void this.#beginHistory(reason);
    else if (refusal) this.#refuse({ code: refusal, detail: reason || `close code ${code}` });
    else this.#scheduleRetry();
  }

  /** Whether this device may fill a session that the relay cannot read any more. */
  get #mayFillAgain(): boolean {
    return this.#role.peek() === 'host' && this.#options.document.doc.store.clients.size > 0;
  }

  /**
   * Begins a history with the host's copy on a relay that cannot read the session's document. Another device
   * of the host may be faster.
   */
  async #fillAgain(reason: string): Promise<void> {
    this.#hasRenewed = true;
    const attempt = ++this.#attempt;
    const begun = await this.#api.session(this.#options.id, this.#access).beginAgain();
    if (attempt !== this.#attempt) return;
    if (begun.ok) this.#epoch = undefined;
    if (begun.ok || begun.error.code === 'api/bad-request') void this.#connect();
    else if (begun.error.code === 'api/unavailable' || begun.error.code === 'api/in-use') {
      this.#hasRenewed = false;
      this.#scheduleRetry();
    } else this.#refuse({ code: 'link/unreadable', detail: reason });
  }

  /** Fills an empty history with the host's copy, on a relay that lost its disk; refuses any other epoch. */
  async #beginHistory(reason: string): Promise<void> {
    const attempt = ++this.#attempt;
    const fetched = await this.fetch();
    if (attempt !== this.#attempt) return;
    if (!fetched.ok && !isFinal(fetched.error)) this.#scheduleRetry();
    else if (fetched.ok && isEmpty(fetched.value)) {
      this.#epoch = undefined;
      void this.#connect();
    } else this.#refuse({ code: 'link/epoch', detail: reason });
  }

  /** Makes the link live once each side has all that the other had. */
  #settle(): void {
    const sync = this.#sync.peek();
    if (!sync.isSynced || this.#phase.type === 'closed') return;
    this.#onSynced?.();
    const { epoch } = this.#standing.peek() ?? {};
    if (epoch !== undefined && epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#options.onEpoch(epoch);
    }
    if (!sync.isConfirmed || this.#phase.type === 'rebasing') return;
    this.#phase = { type: 'live' };
    this.#isUserInitiated = false;
    this.#failures = 0;
    this.#hasRenewed = false;
    this.#publish();
  }

  #publish(): void {
    this.#state.value = this.#currentState();
    this.#waitingCount.set(this.#sync.peek().waiting);
  }

  #currentState(): LinkState {
    const { waiting } = this.#sync.peek();
    return linkStateOf(this.#phase, waiting, this.#access.current !== undefined, this.#blockedBy);
  }
}
