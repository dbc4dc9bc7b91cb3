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

/**
 * Why the relay takes nothing of a session for now, where it says so in an answer: the same words as over the
 * socket.
 */
const HELD: Partial<Record<AppError['code'], AppError>> = {
  'store/full': { code: 'link/relay-full' },
  'api/budget': { code: 'link/over-budget' },
};

function heldBy({ disk_full, over_budget }: Standing): AppError | undefined {
  if (disk_full) return { code: 'link/relay-full' };
  return over_budget ? { code: 'link/over-budget' } : undefined;
}

/** Call it when the disk has settled: what is on the device then goes up with the first handshake. */
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
  readonly #wire: Signal<DocumentSync>;
  readonly #stopListening: readonly (() => void)[];
  #phase: Phase = { type: 'connecting' };
  #failures = 0;
  /**
   * A person wants to be in, and has had no answer yet: they opened the session, or asked to connect. All
   * other tries are the device's own.
   */
  #isAsked = true;
  /**
   * Since the last time all was well, access was asked for again because the relay did not take what there
   * was.
   */
  #hasRenewed = false;
  #epoch: string | undefined;
  #connectedAt: Mark;
  /** What the socket was opened with. */
  #token: string | undefined;
  /** Why the relay takes nothing for now, by its last word. */
  #held: AppError | undefined;
  #presence: Presence | undefined;
  /** Grows with every try, so that a slow answer to an old one changes nothing. */
  #attempt = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #count: WaitingCount;
  #onSynced: (() => void) | undefined;

  constructor(options: LinkOptions) {
    const { id, base, identity, access, createdHere } = options;
    this.#options = options;
    this.#environment = options.environment ?? browserLinkEnvironment();
    this.#epoch = options.epoch;
    this.#count = new WaitingCount(options.waiting, options.onWaiting);
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
    this.#wire = signal(this.#newWire(options.waiting));
    this.#state = signal<LinkState>(this.#describe());
    this.state = this.#state;
    this.peers = computed(() => this.#wire.value.presence.peers.value);
    this.role = this.#role;
    this.standing = computed(() => {
      // What was said before is understood anew where a clock was set.
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
      this.#environment.onOffline(() => this.#cut()),
    ];
    void this.#connect();
  }

  setPresence(presence: Presence | undefined): void {
    this.#presence = presence;
    this.#wire.peek().presence.set(presence);
  }

  reconnect(): void {
    this.#again(true);
  }

  retry(): void {
    this.#again(false);
  }

  async fetch(): Promise<Result<RelayState>> {
    const { id, base, onAuthors } = this.#options;
    this.#doubt();
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
    this.#wire.peek().close();
    this.#wire.value = this.#newWire(waiting);
    this.#wire.peek().presence.set(this.#presence);
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
    this.#count.flush();
    this.#wire.peek().close();
  }

  #newWire(waiting: number): DocumentSync {
    return new DocumentSync({
      ...this.#options,
      doc: this.#options.document.doc,
      waiting,
      WebSocket: this.#environment.WebSocket,
      isViewer: () => this.#role.peek() === 'viewer',
      onWaiting: () => this.#show(),
      onSettled: () => this.#settle(),
      onStanding: standing => this.#onStanding(standing),
      onRefused: refused => this.#onRefused(refused),
      onClose: (code, reason) => this.#onClose(code, reason),
    });
  }

  #again(isAsked: boolean): void {
    const { type } = this.#phase;
    const isStuck = type === 'refused' || type === 'rebasing';
    // A try that is under way needs no other.
    if (type === 'closed' || (!isStuck && this.#retryTimer === undefined)) return;
    this.#doubt();
    this.#refusal.value = undefined;
    this.#begin(isAsked);
  }

  #begin(isAsked: boolean): void {
    this.#isAsked = isAsked;
    this.#phase = { type: 'connecting' };
    this.#failures = 0;
    this.#hasRenewed = false;
    void this.#connect();
  }

  async #connect(): Promise<void> {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    const attempt = ++this.#attempt;
    this.#show();
    const access = await this.#access.obtain();
    if (attempt !== this.#attempt) return;
    if (access.ok) {
      this.#token = access.value.token;
      this.#connectedAt = this.#clock.mark();
      this.#wire.peek().connect(this.#token, this.#epoch, this.#isAsked, this.#clock.offer());
    } else if (isFinal(access.error)) this.#refuse(access.error);
    else {
      this.#held = HELD[access.error.code];
      this.#later();
    }
  }

  #later(): void {
    this.#isAsked = false;
    if (this.#failures > 0 || this.#phase.type !== 'connecting') this.#phase = { type: 'offline' };
    const delay = backoffMs(this.#failures, this.#environment.random);
    this.#failures += 1;
    this.#retryTimer = setTimeout(() => void this.#connect(), delay);
    this.#show();
  }

  /** The relay's last word may be out of date by now. */
  #doubt(): void {
    const refusal = this.#refusal.peek();
    if (refusal) this.#access.invalidate(refusal.error);
  }

  #refuse(error: AppError): void {
    this.#phase = { type: 'refused', error };
    this.#refusal.value = { error, paths: [] };
    this.#show();
  }

  /** Nothing after a refused edit can be taken either. What becomes of them is not decided here. */
  #onRefused({ code, rule, paths }: RefusedUpdate): void {
    if (this.#phase.type === 'rebasing' || this.#phase.type === 'closed') return;
    this.#phase = { type: 'rebasing' };
    this.#attempt += 1;
    this.#wire.peek().disconnect();
    this.#refusal.value = { error: { code, detail: rule }, paths };
    this.#show();
  }

  #onStanding(standing: Standing): void {
    // The first word on a connection is from since it began; later ones may have waited long in a page that
    // slept.
    if (standing.time && !this.#clock.isKnown) this.#clock.hear(standing.time, this.#connectedAt);
    this.#standing.value = standing;
    this.#role.value = standing.role;
    this.#held = heldBy(standing);
    this.#access.updateRole(standing.role);
    this.#show();
  }

  /** A wait for the next try ends now. */
  #wake(): void {
    if (this.#retryTimer === undefined) return;
    this.#failures = 0;
    void this.#connect();
  }

  /** The browser says that the network is gone: a dead socket would be noticed much later. */
  #cut(): void {
    if (this.#phase.type !== 'live' && this.#phase.type !== 'connecting') return;
    this.#phase = { type: 'offline' };
    this.#wire.peek().disconnect();
    this.#show();
  }

  #onClose(code: number | undefined, reason: string): void {
    this.#held = undefined;
    if (['closed', 'refused', 'rebasing'].includes(this.#phase.type)) return;
    if (this.#phase.type === 'live') this.#phase = { type: 'connecting' };
    const refusal = code === undefined ? undefined : closeError(code);
    // Tokens end, and a relay may have lost its disk, which the host's device makes good; only a second
    // refusal is for the person.
    const mends = code === CLOSE.token || (code === CLOSE.gone && this.#options.createdHere !== undefined);
    if (mends && !this.#hasRenewed) {
      this.#hasRenewed = true;
      this.#access.reject(this.#token);
      void this.#connect();
    } else if (code === CLOSE.unreadable && this.#mayFill && !this.#hasRenewed) void this.#fill(reason);
    else if (code === CLOSE.epoch && this.#options.createdHere !== undefined) void this.#beginHistory(reason);
    else if (refusal) this.#refuse({ code: refusal, detail: reason || `close code ${code}` });
    else this.#later();
  }

  /** Whether a session that the relay cannot read any more can begin again with what this device has. */
  get #mayFill(): boolean {
    return this.#role.peek() === 'host' && this.#options.document.doc.store.clients.size > 0;
  }

  /**
   * A relay that cannot read the session's document gets the host's copy, in a history of its own. Another
   * device of theirs may be faster.
   */
  async #fill(reason: string): Promise<void> {
    this.#hasRenewed = true;
    const attempt = ++this.#attempt;
    const begun = await this.#api.session(this.#options.id, this.#access).beginAgain();
    if (attempt !== this.#attempt) return;
    if (begun.ok) this.#epoch = undefined;
    if (begun.ok || begun.error.code === 'api/bad-request') void this.#connect();
    else if (begun.error.code === 'api/unavailable' || begun.error.code === 'api/in-use') {
      this.#hasRenewed = false;
      this.#later();
    } else this.#refuse({ code: 'link/unreadable', detail: reason });
  }

  /**
   * A relay that lost its disk gets the session back from its host: a history that holds nothing yet begins
   * with what this device has.
   */
  async #beginHistory(reason: string): Promise<void> {
    const attempt = ++this.#attempt;
    const held = await this.fetch();
    if (attempt !== this.#attempt) return;
    if (!held.ok && !isFinal(held.error)) this.#later();
    else if (held.ok && isEmpty(held.value)) {
      this.#epoch = undefined;
      void this.#connect();
    } else this.#refuse({ code: 'link/epoch', detail: reason });
  }

  /** Live is when the relay has all that is ours and we have all that is the relay's. */
  #settle(): void {
    const wire = this.#wire.peek();
    if (!wire.isSynced || this.#phase.type === 'closed') return;
    this.#onSynced?.();
    const { epoch } = this.#standing.peek() ?? {};
    if (epoch !== undefined && epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#options.onEpoch(epoch);
    }
    if (!wire.isConfirmed || this.#phase.type === 'rebasing') return;
    this.#phase = { type: 'live' };
    this.#isAsked = false;
    this.#failures = 0;
    this.#hasRenewed = false;
    this.#show();
  }

  #show(): void {
    this.#state.value = this.#describe();
    this.#count.set(this.#wire.peek().waiting);
  }

  #describe(): LinkState {
    const { waiting } = this.#wire.peek();
    return linkStateOf(this.#phase, waiting, this.#access.current !== undefined, this.#held);
  }
}
