import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import type * as Y from 'yjs';
import type { Standing } from '../../shared/conversation.ts';
import type { AppError } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import { CLOSE, closeError } from '../../shared/protocol.ts';
import type { Presence, Role, SessionDocument } from '../../shared/session/index.ts';
import type { Access, Identity, LinkState, Peer } from '../model/index.ts';
import { isFinal, SessionAccess } from './access.ts';
import { Acks } from './acks.ts';
import { type RelayApi, relayApi } from './api.ts';
import type { TokenSource } from './api-request.ts';
import { backoffMs } from './backoff.ts';
import { browserEnvironment, type LinkEnvironment } from './environment.ts';
import { type Phase, stateOf } from './phase.ts';
import { PresenceChannel } from './presence.ts';
import { Socket } from './socket.ts';

/** Edits in quick succession are confirmed together. */
const BARRIER_EVERY_MS = 50;
/** How often the number of waiting edits is told while it changes; that there are some, or none any more, is told at once. */
const TELL_WAITING_EVERY_MS = 500;

export interface LinkOptions {
  readonly document: SessionDocument;
  readonly id: SessionId;
  /** The relay's address, for example `location.origin`. */
  readonly base: string;
  readonly identity: Identity;
  /** What the relay granted before, if it did. */
  readonly access: Access | undefined;
  /** When the session was born on this device (ms since epoch), so that it may register it; undefined where it was joined. */
  readonly born: number | undefined;
  /** Edits that the relay had not acknowledged when the session was last open here. */
  readonly waiting: number;
  /** The disk's word on updates that Yjs takes for somebody else's: see `DocumentDisk.originOf`. */
  readonly originOf: (origin: unknown) => 'edit' | 'relay' | undefined;
  /** To be stored: the next start needs it. */
  readonly onAccess: (access: Access) => void;
  /** To be stored, so that the next start knows how many edits wait. */
  readonly onWaiting: (waiting: number) => void;
  readonly api?: RelayApi;
  readonly environment?: LinkEnvironment;
}

/** The way to the relay, for one open session. It keeps itself connected until `close`. */
export interface Link {
  /** `live` only when all edits up to this connection are on the relay's disk and its own are here. */
  readonly state: ReadonlySignal<LinkState>;
  /** Everybody else who is connected, by client id. */
  readonly peers: ReadonlySignal<readonly Peer[]>;
  readonly role: ReadonlySignal<Role>;
  /** The relay's last word on this person here; undefined until it has said one since the session was opened. */
  readonly standing: ReadonlySignal<Standing | undefined>;
  /** For requests about this session. */
  readonly access: TokenSource;
  /** Resolves when the relay has sent what it holds, the first time. */
  readonly synced: Promise<void>;
  /** Sent at most `LIMITS.presenceHz` times a second, the newest word winning; undefined: not here. */
  setPresence(presence: Presence | undefined): void;
  /** Tries now, also after a refusal. */
  reconnect(): void;
  close(): void;
}

/** Call it when the disk has settled: what is on the device then goes up with the first handshake. */
export const openLink = (options: LinkOptions): Link => new SessionLink(options);

type Timer = ReturnType<typeof setTimeout> | undefined;

class SessionLink implements Link {
  readonly state: ReadonlySignal<LinkState>;
  readonly role: ReadonlySignal<Role>;
  readonly standing: ReadonlySignal<Standing | undefined>;
  readonly access: TokenSource;
  readonly synced: Promise<void>;

  readonly #options: LinkOptions;
  readonly #environment: LinkEnvironment;
  readonly #doc: Y.Doc;
  readonly #state: Signal<LinkState>;
  readonly #role: Signal<Role>;
  readonly #standing = signal<Standing | undefined>(undefined);
  readonly #access: SessionAccess;
  readonly #acks: Acks;
  readonly #presence: PresenceChannel;
  readonly #socket: Socket;
  readonly #stopWake: () => void;
  #phase: Phase = { type: 'connecting' };
  #failures = 0;
  /** Since the last time all was well, access was asked for again because the relay did not take what there was. */
  #hasRenewed = false;
  /** What the socket was opened with. */
  #token: string | undefined;
  /** Grows with every try, so that a slow answer to an old one changes nothing. */
  #attempt = 0;
  #retryTimer: Timer;
  #barrierTimer: Timer;
  #tellTimer: Timer;
  #told: number;
  #onSynced: (() => void) | undefined;

  constructor(options: LinkOptions) {
    const { document, id, base, identity, access, born } = options;
    this.#options = options;
    this.#environment = options.environment ?? browserEnvironment();
    this.#doc = document.doc;
    this.#told = options.waiting;
    this.#acks = new Acks(options.waiting);
    this.#role = signal<Role>(access?.role ?? (born === undefined ? 'viewer' : 'host'));
    this.#access = new SessionAccess({
      id,
      identity,
      born,
      access,
      api: options.api ?? relayApi(base, identity),
      onAccess: granted => {
        this.#role.value = granted.role;
        options.onAccess(granted);
      },
    });
    this.#presence = new PresenceChannel(document.doc);
    this.#socket = new Socket({
      doc: document.doc,
      id,
      base,
      presence: this.#presence,
      WebSocket: this.#environment.WebSocket,
      isFromRelay: origin => options.originOf(origin) === 'relay',
      // Who may only look has nothing of their own to send; what the relay may have lost since is for others to bring back.
      hasOwn: () => this.#role.peek() !== 'viewer' || this.#acks.waiting > 0,
      onUploaded: () => this.#onUploaded(),
      onSynced: () => this.#settle(),
      onAck: barrier => this.#onAck(barrier),
      onStanding: standing => {
        this.#standing.value = standing;
        this.#role.value = standing.role;
      },
      onClose: (code, reason) => this.#onClose(code, reason),
    });
    this.#state = signal<LinkState>(this.#describe());
    this.state = this.#state;
    this.role = this.#role;
    this.standing = this.#standing;
    this.access = this.#access;
    this.synced = new Promise(resolve => {
      this.#onSynced = resolve;
    });
    document.doc.on('update', this.#onUpdate);
    this.#stopWake = this.#environment.onWake(() => this.#wake());
    void this.#connect();
  }

  get peers(): ReadonlySignal<readonly Peer[]> {
    return this.#presence.peers;
  }

  setPresence(presence: Presence | undefined): void {
    this.#presence.set(presence);
  }

  reconnect(): void {
    const { type } = this.#phase;
    // A try that is under way needs no other.
    if (type === 'closed' || (type !== 'refused' && this.#retryTimer === undefined)) return;
    if (this.#phase.type === 'refused') this.#access.doubt(this.#phase.error);
    this.#phase = { type: 'connecting' };
    this.#failures = 0;
    this.#hasRenewed = false;
    void this.#connect();
  }

  close(): void {
    if (this.#phase.type === 'closed') return;
    this.#phase = { type: 'closed' };
    this.#attempt += 1;
    this.#doc.off('update', this.#onUpdate);
    this.#stopWake();
    for (const timer of [this.#retryTimer, this.#barrierTimer, this.#tellTimer]) clearTimeout(timer);
    this.#tellWaiting();
    this.#socket.close();
    this.#presence.close();
  }

  async #connect(): Promise<void> {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    this.#attempt += 1;
    const attempt = this.#attempt;
    this.#show();
    const access = await this.#access.obtain();
    if (attempt !== this.#attempt) return;
    if (access.ok) {
      this.#token = access.value.token;
      this.#socket.connect(this.#token);
    } else if (isFinal(access.error)) this.#refuse(access.error);
    else this.#later();
  }

  #later(): void {
    if (this.#failures > 0 || this.#phase.type !== 'connecting') this.#phase = { type: 'offline' };
    const delay = backoffMs(this.#failures, this.#environment.random);
    this.#failures += 1;
    this.#retryTimer = setTimeout(() => void this.#connect(), delay);
    this.#show();
  }

  #refuse(error: AppError): void {
    this.#phase = { type: 'refused', error };
    this.#show();
  }

  /** A wait for the next try ends now. */
  #wake(): void {
    if (this.#retryTimer === undefined) return;
    this.#failures = 0;
    void this.#connect();
  }

  #onClose(code: number | undefined, reason: string): void {
    clearTimeout(this.#barrierTimer);
    this.#barrierTimer = undefined;
    if (this.#phase.type === 'closed' || this.#phase.type === 'refused') return;
    if (this.#phase.type === 'live') this.#phase = { type: 'connecting' };
    const refusal = code === undefined ? undefined : closeError(code);
    // Tokens end, and a relay may have lost its disk, which the host's device makes good; only a second refusal is for the person.
    const mends = code === CLOSE.token || (code === CLOSE.gone && this.#options.born !== undefined);
    if (mends && !this.#hasRenewed) {
      this.#hasRenewed = true;
      this.#access.reject(this.#token);
      void this.#connect();
    } else if (refusal) this.#refuse({ code: refusal, detail: reason || `close code ${code}` });
    else this.#later();
  }

  readonly #onUpdate = (_update: Uint8Array, origin: unknown, _: Y.Doc, transaction: Y.Transaction): void => {
    if (this.#socket.isOrigin(origin)) return;
    const source = this.#options.originOf(origin);
    if (source === 'relay') return;
    if (transaction.local || source === 'edit') {
      this.#acks.edited();
      this.#show();
    }
    this.#barrierTimer ??= setTimeout(() => {
      this.#barrierTimer = undefined;
      this.#sendBarrier();
    }, BARRIER_EVERY_MS);
  };

  /** Our answer to the relay's SyncStep1 is on its way: a barrier behind it covers every edit until now. */
  #onUploaded(): void {
    this.#acks.forget();
    this.#sendBarrier();
  }

  #sendBarrier(): void {
    if (this.#socket.hasUploaded) this.#socket.sendBarrier(this.#acks.barrier());
  }

  #onAck(barrier: number): void {
    if (!this.#acks.confirm(barrier)) return;
    this.#socket.confirmed = true;
    this.#settle();
    this.#show();
  }

  /** Live is when the relay has all that is ours and we have all that is the relay's. */
  #settle(): void {
    if (!this.#socket.isSynced) return;
    this.#onSynced?.();
    if (!this.#socket.confirmed || this.#phase.type === 'closed') return;
    this.#phase = { type: 'live' };
    this.#failures = 0;
    this.#hasRenewed = false;
    this.#show();
  }

  #show(): void {
    this.#state.value = this.#describe();
    const { waiting } = this.#acks;
    if ((waiting === 0) !== (this.#told === 0)) this.#tellWaiting();
    else if (waiting !== this.#told) {
      this.#tellTimer ??= setTimeout(() => this.#tellWaiting(), TELL_WAITING_EVERY_MS);
    }
  }

  #tellWaiting(): void {
    clearTimeout(this.#tellTimer);
    this.#tellTimer = undefined;
    if (this.#acks.waiting === this.#told) return;
    this.#told = this.#acks.waiting;
    this.#options.onWaiting(this.#told);
  }

  #describe(): LinkState {
    return stateOf(this.#phase, this.#acks.waiting, this.#access.current !== undefined);
  }
}
