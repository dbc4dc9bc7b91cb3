import type * as Y from 'yjs';
import type { SessionId, UserId } from '../../shared/ids.ts';
import type { Authors, RefusedUpdate, Standing } from '../../shared/relay-messages.ts';
import { isEdit, isOnRelay, updateOrigin } from '../../shared/session/index.ts';
import type { DeviceTime } from '../../shared/time.ts';
import { Acks } from './acks.ts';
import { PresenceChannel } from './presence.ts';
import { Socket } from './socket.ts';

/** Edits within this time share a barrier. */
const BARRIER_EVERY_MS = 50;

export interface DocumentSyncOptions {
  readonly doc: Y.Doc;
  readonly id: SessionId;
  readonly base: string;
  readonly WebSocket: typeof WebSocket;
  /** Edits of earlier connections that the relay has not confirmed. */
  readonly waiting: number;
  /** Whether this device has written under a Yjs client id. */
  readonly isOwnClient: (client: number) => boolean;
  /** True where this person has no write access. */
  readonly isViewer: () => boolean;
  /** `waiting` may have changed. */
  readonly onWaiting: () => void;
  /** `isSynced` or `isConfirmed` may have become true. */
  readonly onSettled: () => void;
  readonly onStanding: (standing: Standing) => void;
  readonly onAuthors: (authors: Authors) => void;
  readonly onRefused: (refused: RefusedUpdate) => void;
  /** As in `SocketOptions`. */
  readonly onClose: (code: number | undefined, reason: string) => void;
}

/** The sync of one Yjs document with the relay: socket, acks and presence. The owner calls `close`. */
export class DocumentSync {
  readonly presence: PresenceChannel;
  readonly #options: DocumentSyncOptions;
  readonly #acks: Acks;
  readonly #socket: Socket;
  /** This device's person, as the relay knows them. */
  #user: UserId | undefined;
  #barrierTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: DocumentSyncOptions) {
    const { doc, id, base, isViewer } = options;
    this.#options = options;
    this.#acks = new Acks(options.waiting);
    this.presence = new PresenceChannel(doc);
    this.#socket = new Socket({
      doc,
      id,
      base,
      presence: this.presence,
      WebSocket: options.WebSocket,
      // A viewer has no edits to send; what the relay has lost since is for others to bring back.
      hasOwn: () => !isViewer() || this.#acks.waiting > 0,
      onUploaded: () => this.#onUploaded(),
      onSynced: options.onSettled,
      onAck: barrier => this.#onAck(barrier),
      onStanding: standing => {
        this.#user = standing.user_id;
        options.onStanding(standing);
      },
      onAuthors: authors => this.#onAuthors(authors),
      onRefused: options.onRefused,
      onClose: (code, reason) => {
        this.#stopBarrier();
        options.onClose(code, reason);
      },
    });
    doc.on('update', this.#onUpdate);
  }

  /** Edits of this device that the relay has not confirmed as on its disk. */
  get waiting(): number {
    return this.#acks.waiting;
  }

  /** True once all that the relay held on joining is here. */
  get isSynced(): boolean {
    return this.#socket.isSynced;
  }

  /** True once all that was here on joining is on the relay's disk. */
  get isConfirmed(): boolean {
    return this.#socket.confirmed;
  }

  connect(
    token: string,
    epoch: string | undefined,
    isUserInitiated: boolean,
    now: DeviceTime | undefined,
  ): void {
    this.#socket.connect(
      token,
      this.#options.doc.store.clients.size > 0 ? epoch : undefined,
      isUserInitiated,
      now,
    );
  }

  disconnect(): void {
    this.#socket.disconnect();
  }

  close(): void {
    this.#options.doc.off('update', this.#onUpdate);
    this.#stopBarrier();
    this.#socket.close();
    this.presence.close();
  }

  /** Detects a client id of another person: the relay would take this device's edits for theirs. */
  #onAuthors(authors: Authors): void {
    const { doc, isOwnClient, onAuthors, onRefused } = this.#options;
    onAuthors(authors);
    if (this.#user === undefined) return;
    const taken = Object.entries(authors).some(([key, user]) => {
      const client = Number(key);
      return user !== this.#user && (client === doc.clientID || isOwnClient(client));
    });
    if (!taken) return;
    onRefused({ code: 'gate/client-id', rule: 'somebody else has this device’s client id', paths: [] });
  }

  #stopBarrier(): void {
    clearTimeout(this.#barrierTimer);
    this.#barrierTimer = undefined;
  }

  readonly #onUpdate = (_: Uint8Array, __: unknown, ___: Y.Doc, transaction: Y.Transaction): void => {
    const origin = updateOrigin(transaction);
    if (isOnRelay(origin)) return;
    if (isEdit(origin)) {
      this.#acks.addEdit();
      this.#options.onWaiting();
    }
    this.#barrierTimer ??= setTimeout(() => {
      this.#barrierTimer = undefined;
      this.#sendBarrier();
    }, BARRIER_EVERY_MS);
  };

  /** Sends a barrier behind the answer to the relay's SyncStep1: it covers every edit until now. */
  #onUploaded(): void {
    this.#acks.reset();
    this.#sendBarrier();
  }

  #sendBarrier(): void {
    if (this.#socket.hasUploaded) this.#socket.sendBarrier(this.#acks.newBarrier());
  }

  #onAck(barrier: number): void {
    if (!this.#acks.confirm(barrier)) return;
    this.#socket.confirmed = true;
    this.#options.onSettled();
    this.#options.onWaiting();
  }
}
