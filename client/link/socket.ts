import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { readSyncMessage } from 'y-protocols/sync';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { z } from 'zod';
import { assert } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import { encodeAck, MESSAGE, offerProtocols, readAck, SYNC, socketPath } from '../../shared/protocol.ts';
import {
  type Authors,
  authors,
  type RefusedUpdate,
  readRelayMessage,
  refusedUpdate,
  type Standing,
  standing,
} from '../../shared/relay-messages.ts';
import { isOnRelay, ORIGINS, updateOrigin } from '../../shared/session/index.ts';
import type { DeviceTime } from '../../shared/time.ts';
import type { PresenceChannel } from './presence.ts';
import { upload, WHOLE_MAX_BYTES } from './upload.ts';

/** A handshake that takes longer was lost on the way. */
const OPEN_TIMEOUT_MS = 10_000;

export interface SocketOptions {
  readonly doc: Y.Doc;
  readonly id: SessionId;
  readonly base: string;
  readonly presence: PresenceChannel;
  readonly WebSocket: typeof WebSocket;
  /** False where this device has no edits of its own to answer the relay's SyncStep1 with. */
  readonly hasOwn: () => boolean;
  /** All that the document holds was sent on this connection. Called again when the relay asks again. */
  readonly onUploaded: () => void;
  /** All that the relay holds is here. */
  readonly onSynced: () => void;
  readonly onAck: (barrier: number) => void;
  /** This person's standing: the first message after joining, and again with every change. */
  readonly onStanding: (standing: Standing) => void;
  /** The owners of Yjs client ids that were not sent before. */
  readonly onAuthors: (authors: Authors) => void;
  /** An update of this connection was refused, and so will be all that follow it. */
  readonly onRefused: (refused: RefusedUpdate) => void;
  /** Once for each connection or attempt. Without a code it ended on this side, or without a close frame. */
  readonly onClose: (code: number | undefined, reason: string) => void;
}

/** A Yjs update (V1) of no structs and no deletions. */
const NOTHING = Uint8Array.of(0, 0);

const syncMessage = (type: number, bytes: Uint8Array) =>
  encoding.encode(encoder => {
    encoding.writeVarUint(encoder, MESSAGE.sync);
    encoding.writeVarUint(encoder, type);
    encoding.writeVarUint8Array(encoder, bytes);
  }) as Uint8Array<ArrayBuffer>;

type Handler = (encoder: encoding.Encoder, decoder: decoding.Decoder) => void;

/** y-websocket's provider without its own reconnects: `connect` makes one attempt, `close` ends it. */
export class Socket {
  /** True once a barrier of this connection was acked. */
  confirmed = false;
  readonly #options: SocketOptions;
  readonly #provider: WebsocketProvider;
  #hasUploaded = false;
  /** Ends an upload in parts that is under way: edits are part of it. */
  #stopUpload: (() => void) | undefined;
  #openTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SocketOptions) {
    this.#options = options;
    const address = new URL(socketPath(options.id), options.base);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    this.#provider = new WebsocketProvider(
      address.href.slice(0, -options.id.length - 1),
      options.id,
      options.doc,
      {
        connect: false,
        awareness: options.presence.awareness,
        // Tabs are in sync through the disk, which also saves what they send.
        disableBc: true,
        WebSocketPolyfill: options.WebSocket,
      },
    );
    options.presence.attach(this.#provider);
    this.#overrideProvider();
  }

  get hasUploaded(): boolean {
    return this.#hasUploaded;
  }

  get isSynced(): boolean {
    return this.#provider.synced;
  }

  /**
   * `epoch`: the history that the document belongs to; undefined where it is not known, or the document is
   * empty. `isUserInitiated`, `now`: as in `offerProtocols`.
   */
  connect(
    token: string,
    epoch: string | undefined,
    isUserInitiated: boolean,
    now: DeviceTime | undefined,
  ): void {
    this.#provider.protocols = offerProtocols(token, epoch, isUserInitiated, now);
    this.#provider.connect();
    clearTimeout(this.#openTimer);
    this.#openTimer = setTimeout(() => {
      if (!this.#provider.wsconnected) this.disconnect();
    }, OPEN_TIMEOUT_MS);
  }

  disconnect(): void {
    this.#provider.disconnect();
  }

  sendBarrier(number: number): void {
    this.#provider.ws?.send(new Uint8Array(encodeAck(number)));
  }

  close(): void {
    clearTimeout(this.#openTimer);
    this.#endUpload();
    this.#provider.destroy();
  }

  #overrideProvider(): void {
    const provider = this.#provider;
    const { doc, presence } = this.#options;

    // It would leave a channel between tabs, which is not used here, and throws where Yjs has given the
    // document another client id.
    provider.disconnectBc = () => undefined;

    const forward = provider._updateHandler;
    doc.off('update', forward);
    const onUpdate = (update: Uint8Array, origin: unknown, _: Y.Doc, transaction: Y.Transaction): void => {
      if (this.#stopUpload || isOnRelay(updateOrigin(transaction))) return;
      const isLarge = update.length > WHOLE_MAX_BYTES && provider.wsconnected;
      if (!isLarge) forward(update, origin);
      // Before the relay has sent its state vector, the answer to that brings it.
      else if (this.#hasUploaded) this.#upload(transaction.beforeState, SYNC.update);
    };
    provider._updateHandler = onUpdate as typeof forward;
    doc.on('update', onUpdate);

    provider.messageHandlers[MESSAGE.sync] = this.#guarded(this.#onSync);
    const awareness = provider.messageHandlers[MESSAGE.awareness];
    provider.messageHandlers[MESSAGE.awareness] = this.#guarded((encoder, decoder) =>
      awareness?.(encoder, decoder, provider, true, MESSAGE.awareness),
    );
    provider.messageHandlers[MESSAGE.ack] = this.#guarded((_encoder, decoder) =>
      this.#options.onAck(readAck(decoder)),
    );
    provider.messageHandlers[MESSAGE.standing] = this.#json(standing, this.#options.onStanding);
    provider.messageHandlers[MESSAGE.authors] = this.#json(authors, this.#options.onAuthors);
    provider.messageHandlers[MESSAGE.refused] = this.#json(refusedUpdate, this.#options.onRefused);

    provider.on('status', ({ status }) => {
      if (status === 'connected') presence.renew(provider);
    });
    provider.on('connection-close', event => {
      clearTimeout(this.#openTimer);
      // The provider would reconnect by itself, with an old token and at the same moment as everybody else.
      provider.shouldConnect = false;
      this.#hasUploaded = false;
      this.#endUpload();
      this.confirmed = false;
      // It has not finished closing yet.
      queueMicrotask(() => this.#options.onClose(event?.code, event?.reason ?? ''));
    });
  }

  readonly #onSync: Handler = (encoder, decoder) => {
    const provider = this.#provider;
    if (decoding.peekVarUint(decoder) === SYNC.step1) {
      decoding.readVarUint(decoder);
      this.#answerStep1(encoder, decoding.readVarUint8Array(decoder));
      return;
    }
    encoding.writeVarUint(encoder, MESSAGE.sync);
    // y-protocols would log a failed update and go on without it.
    const type = readSyncMessage(decoder, encoder, this.#options.doc, ORIGINS.relay, error => {
      throw error;
    });
    if (type !== SYNC.step2) return;
    provider.synced = true;
    this.#options.onSynced();
  };

  /** Sends what the relay lacks: it has `vector`. */
  #answerStep1(encoder: encoding.Encoder, vector: Uint8Array): void {
    const { doc, hasOwn } = this.#options;
    this.#endUpload();
    const update = hasOwn() ? Y.encodeStateAsUpdate(doc, vector) : NOTHING;
    if (update.length > WHOLE_MAX_BYTES) {
      this.#upload(Y.decodeStateVector(vector), SYNC.step2);
      return;
    }
    encoding.writeVarUint(encoder, MESSAGE.sync);
    encoding.writeVarUint(encoder, SYNC.step2);
    encoding.writeVarUint8Array(encoder, update);
    // The answer leaves when this handler has returned.
    queueMicrotask(() => this.#uploaded());
  }

  /**
   * Uploads what is not `known` in parts. `end` is the type of the last one: only an answer to the relay may
   * end with a step2, which releases barriers that wait for it.
   */
  #upload(known: ReadonlyMap<number, number>, end: typeof SYNC.step2 | typeof SYNC.update): void {
    this.#hasUploaded = false;
    // Edits are not forwarded until its end: they are part of it.
    this.#stopUpload = upload({
      doc: this.#options.doc,
      known,
      send: (part, isLast) => {
        this.#provider.ws?.send(syncMessage(isLast ? end : SYNC.update, part));
        if (!isLast) return;
        this.#stopUpload = undefined;
        this.#uploaded();
      },
    });
  }

  #endUpload(): void {
    this.#stopUpload?.();
    this.#stopUpload = undefined;
  }

  #uploaded(): void {
    if (!this.#provider.wsconnected) return;
    this.#hasUploaded = true;
    this.#options.onUploaded();
  }

  /** Makes a handler for a message of the relay in JSON. */
  #json<S extends z.ZodType>(schema: S, receive: (value: z.output<S>) => void): Handler {
    return this.#guarded((_encoder, decoder) => {
      const read = readRelayMessage(schema, decoding.readVarString(decoder));
      assert(read.ok, 'a message that can be read');
      receive(read.value);
    });
  }

  /** Disconnects where a message cannot be read: a fresh connection starts from the state vectors. */
  #guarded(handler: Handler): Handler {
    return (encoder, decoder) => {
      // Messages that were on their way at the disconnect are dropped.
      if (!this.#provider.wsconnected) return;
      try {
        handler(encoder, decoder);
      } catch (cause) {
        console.warn(`The relay sent something that cannot be read; connecting again: ${String(cause)}`);
        this.disconnect();
      }
    };
  }
}
