import type { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { UserId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { CLOSE, CLOSE_FOR_NOW, isProtocolAbuse } from '../../shared/protocol.ts';
import type { Standing } from '../../shared/relay-messages.ts';
import type { Role, Writer } from '../../shared/session/index.ts';
import { relayTime } from '../../shared/time.ts';
import type { TokenClaims } from '../access/index.ts';
import { TokenBucket } from '../token-bucket.ts';
import { closeSocket } from './close-socket.ts';
import type { Receiver } from './fan-out.ts';
import { KEEP_ALIVE_FRAME, standingFrame } from './frames.ts';
import { Inbox } from './inbox.ts';
import { type Message, readMessage } from './message.ts';
import type { Sender } from './presence.ts';
import { Resync } from './resync.ts';

/** The data that a connection is admitted with. */
export interface Admission {
  readonly claims: TokenClaims;
  /** The person's standing by the session's records. */
  readonly standing: Standing;
  /** Whether the device understands messages 103 to 105. */
  readonly supportsExtensions: boolean;
  /** The client's address, as far as trusted proxies tell. */
  readonly address: string;
  /** How far the device's clock was ahead of the relay's (ms) as it connected. */
  readonly clockAheadMs: number;
}

/** The room of a connection, as the connection knows it. */
export interface MessageHandler {
  /** False while the disk is nearly full. */
  readonly hasDiskSpace: boolean;
  step1(from: Connection, stateVector: Uint8Array): void;
  /** `isAnswer`: a SyncStep2, which answers the relay's SyncStep1. */
  update(from: Connection, update: Uint8Array, isAnswer: boolean): void;
  presence(from: Connection, update: Uint8Array): void;
  sendPresence(to: Connection): void;
  ack(from: Connection, payload: Uint8Array): void;
  /** Counts the time (ms) that reading or handling took, and the bytes that were received. */
  recordWork(from: Connection, ms: number, bytes: number): void;
  /** Its role has changed. */
  roleChanged(of: Connection): void;
  /** Handling one of its messages threw. */
  fault(from: Connection, error: unknown): void;
  /** It is closed for what it sent: no honest device sends that. */
  reportAbuse(from: Connection): void;
  /** It has ended. May be called more than once. */
  leave(connection: Connection): void;
}

/** The size from which a write is large: an upload, or the answer to a device that has nothing yet. */
const LARGE_BYTES = LIMITS.bufferedMaxBytes / 2;
const WS_OPEN = 1;
/**
 * The cost of each message is that of its answer: a state vector is compared with the whole document,
 * presence is sent whole.
 */
const MESSAGE_COST: Readonly<Record<Message['type'], number>> = {
  step1: 200,
  'query-awareness': 10,
  step2: 1,
  update: 1,
  awareness: 1,
  ack: 1,
  other: 1,
};
/**
 * One device's socket in a room: reads its messages within its limits, and writes frames that were built
 * elsewhere.
 */
export class Connection implements Receiver, Sender, Writer {
  readonly user: UserId;
  readonly claims: TokenClaims;
  readonly supportsExtensions: boolean;
  readonly address: string;
  readonly clockAheadMs: number;
  readonly resync = new Resync();
  readonly #ws: WebSocket;
  readonly #socket: Socket;
  readonly #room: MessageHandler;
  readonly #messages: TokenBucket;
  readonly #expiry: NodeJS.Timeout;
  readonly #inbox: Inbox;
  #standing: Standing;
  #isOverBudget = false;
  #written = 0;
  /**
   * The end of the newest large message in all that was written. Until there, being behind is no fault of the
   * reader.
   */
  #largeEnd = 0;
  /** The end of the newest large answer to a SyncStep1. */
  #answerEnd = 0;
  #wroteAt: number;
  #heardAt: number;
  /** How long handling the messages of the bytes at hand took, in ms. */
  #handledMs = 0;
  /** Bytes that had been sent and received by the last tick. */
  #progress = 0;

  /** `socket` is what `ws` was made from: finished frames go straight there. */
  constructor(ws: WebSocket, socket: Socket, grant: Admission, room: MessageHandler) {
    const now = performance.now();
    this.user = grant.claims.user;
    this.claims = grant.claims;
    this.#standing = grant.standing;
    this.supportsExtensions = grant.supportsExtensions;
    this.address = grant.address;
    this.clockAheadMs = grant.clockAheadMs;
    this.#ws = ws;
    this.#socket = socket;
    this.#room = room;
    this.#messages = new TokenBucket(LIMITS.messagesPerSecondCount, LIMITS.messagesBurstCount, now);
    this.#wroteAt = now;
    this.#heardAt = now;
    this.#expiry = setTimeout(
      () => this.close(CLOSE.token, 'the token has expired'),
      grant.claims.expires - Date.now(),
    );
    this.#inbox = new Inbox(ws, (data, isBinary) => this.#receive(data, isBinary));
    this.#countReading();
    ws.on('ping', () => this.#allow(1));
    // Of an open WebSocket: frames that are none, or too large.
    ws.on('error', () => room.reportAbuse(this));
    ws.on('close', () => this.#closed());
  }

  get role(): Role {
    return this.#standing.role;
  }

  get editing(): boolean {
    return this.#standing.settings.allow_editing;
  }

  /**
   * Returns the frames of its standing, which come first on joining; none for a device that would not
   * understand them.
   */
  standingFrames(): readonly Buffer[] {
    if (!this.supportsExtensions) return [];
    const disk = this.#room.hasDiskSpace ? {} : { disk_full: true };
    const budget = this.#isOverBudget ? { over_budget: true } : {};
    return [standingFrame({ ...this.#standing, time: relayTime(Date.now()), ...disk, ...budget })];
  }

  /** Sets whether its person may store no more for now, and tells the device where that is news. */
  setOverBudget(isOver: boolean): void {
    if (this.#isOverBudget === isOver) return;
    this.#isOverBudget = isOver;
    this.write(this.standingFrames());
  }

  /** Sets its standing, from the next message on. */
  setStanding(standing: Standing): void {
    if (JSON.stringify(standing) === JSON.stringify(this.#standing)) return;
    const before = this.role;
    this.#standing = standing;
    this.write(this.standingFrames());
    if (this.role !== before) this.#room.roleChanged(this);
  }

  /**
   * Writes frames. Closes a reader that is too far behind: it reconnects and gets what it missed from its
   * state vector. One message may be larger than what a reader may be behind, so a large one does not count
   * until it is through; a second one behind it does.
   */
  write(frames: readonly Buffer[]): void {
    if (this.#ws.readyState !== WS_OPEN) return;
    if (this.#behind() > LIMITS.bufferedMaxBytes) {
      this.close(CLOSE_FOR_NOW.tryAgain, 'too slow');
      return;
    }
    const isClear = this.#largeLeft() === 0;
    const before = this.#written;
    if (frames.length > 1) this.#socket.cork();
    for (const frame of frames) {
      this.#written += frame.length;
      this.#socket.write(frame);
    }
    if (frames.length > 1) this.#socket.uncork();
    if (isClear && this.#written - before > LARGE_BYTES) this.#largeEnd = this.#written;
    this.#wroteAt = performance.now();
  }

  /** Passes messages to the room from here on. */
  listen(): void {
    this.#inbox.listen();
  }

  /** Reads no messages for so long. */
  throttle(ms: number): void {
    if (this.#ws.readyState === WS_OPEN) this.#inbox.throttle(ms);
  }

  /** Writes the answer to a SyncStep1. */
  answer(frame: Buffer): void {
    this.write([frame]);
    if (frame.length > LARGE_BYTES) this.#answerEnd = this.#written;
  }

  /** Whether a large answer is still being sent. */
  get isAnswering(): boolean {
    return this.#answerEnd > this.#written - this.#socket.writableLength;
  }

  close(code: number, reason: string): void {
    if (this.#ws.readyState === WS_OPEN && isProtocolAbuse(code)) this.#room.reportAbuse(this);
    this.#closed();
    closeSocket(this.#ws, this.#socket, code, reason);
  }

  /** Frees the socket at once, whatever the peer does. */
  terminate(): void {
    this.#closed();
    this.#ws.terminate();
  }

  /**
   * Sends a keep-alive where nothing was sent, and ends a peer that is gone. To be called every quarter of
   * `keepAliveMs`.
   */
  tick(now: number, keepAliveMs: number): void {
    const drained = this.#written - this.#socket.writableLength;
    // A throttled peer cannot be heard.
    if (this.#inbox.isThrottled) this.#heardAt = now;
    // Any byte is a sign of life. A large message, in either direction, holds messages and pongs up for long.
    const progress = this.#socket.bytesRead + (this.#socket.writableLength > 0 ? drained : 0);
    if (progress !== this.#progress) this.#heardAt = now;
    this.#progress = progress;
    if (now - this.#heardAt > 3 * keepAliveMs) {
      this.terminate();
      return;
    }
    if (now - this.#wroteAt >= keepAliveMs / 2) this.write([KEEP_ALIVE_FRAME]);
    // Pinged only while it is quiet: a peer that only listens is alive as well.
    if (now - this.#heardAt >= keepAliveMs / 2 && this.#ws.readyState === WS_OPEN) this.#ws.ping();
  }

  /** Bytes of a large message that are still to be sent. */
  #largeLeft(): number {
    return Math.max(0, this.#largeEnd - (this.#written - this.#socket.writableLength));
  }

  #behind(): number {
    return this.#socket.writableLength - this.#largeLeft();
  }

  #closed(): void {
    clearTimeout(this.#expiry);
    this.#inbox.stop();
    this.#room.leave(this);
  }

  /**
   * Counts bytes as they arrive and the time that `ws` takes over them: not every frame ends a message, and
   * not every message is finished.
   */
  #countReading(): void {
    let began = 0;
    this.#socket.prependListener('data', () => {
      began = performance.now();
      this.#handledMs = 0;
    });
    this.#socket.on('data', ({ length }: Buffer) => {
      this.#room.recordWork(this, performance.now() - began - this.#handledMs, length);
    });
  }

  /** Returns false, and closes the socket, where its messages exceed the rate. */
  #allow(cost: number): boolean {
    if (this.#messages.take(cost, performance.now())) return true;
    this.close(CLOSE.tooFast, 'more messages a second than one device may send');
    return false;
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (this.#ws.readyState !== WS_OPEN) return;
    const message = isBinary ? readMessage(data) : undefined;
    if (!message) {
      this.close(CLOSE.badRequest, isBinary ? 'malformed message' : 'a text message');
      return;
    }
    if (!this.#allow(MESSAGE_COST[message.type])) return;
    const began = performance.now();
    try {
      this.#handle(message);
    } catch (error) {
      this.#room.fault(this, error);
    }
    const ms = performance.now() - began;
    this.#handledMs += ms;
    this.#room.recordWork(this, ms, 0);
  }

  #handle(message: Message): void {
    const room = this.#room;
    switch (message.type) {
      case 'step1':
        room.step1(this, message.body);
        return;
      case 'step2':
      case 'update':
        room.update(this, message.body, message.type === 'step2');
        return;
      case 'awareness':
        room.presence(this, message.body);
        return;
      case 'query-awareness':
        room.sendPresence(this);
        return;
      case 'ack':
        if (message.body.length > LIMITS.ackMaxBytes) this.close(CLOSE.tooLarge, 'ack payload too large');
        else room.ack(this, message.body);
        return;
      case 'other':
        return;
    }
  }
}
