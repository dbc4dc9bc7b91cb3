import type { Buffer } from 'node:buffer';
import type { SessionId, UserId } from '../../shared/ids.ts';
import { CLOSE, CLOSE_FOR_NOW } from '../../shared/protocol.ts';
import type { RefusedUpdate } from '../../shared/relay-messages.ts';
import type { QuotaHolder } from '../access/index.ts';
import type { SessionEvent } from '../analytics/index.ts';
import { type GateVerdict, judge } from '../gate/index.ts';
import type { Connection, MessageHandler } from './connection.ts';
import { DocumentReader } from './document-reader.ts';
import type { DurableDocument } from './durable-document.ts';
import { FanOut } from './fan-out.ts';
import {
  ackFrame,
  authorsFrame,
  awarenessFrame,
  refusedFrame,
  step1Frame,
  step2Frame,
  updateFrame,
} from './frames.ts';
import type { ObjectChange } from './object-changes.ts';
import { PersonBudgets } from './person-budgets.ts';
import { RoomPresence } from './presence.ts';
import { RetryTimers } from './retry-timers.ts';

/**
 * The largest state vector. It has about 6 bytes for each device that ever wrote; reading one costs time for
 * each.
 */
const STATE_VECTOR_MAX_BYTES = 256 * 1024;

const TOO_MANY_REFUSALS = 'too many refused updates';

/** Counters of what rooms do. */
export interface Meter {
  /** `outcome` is the type of the gate's verdict. */
  update(outcome: string): void;
  /** The time from a barrier to its answer, in ms. */
  ack(ms: number): void;
  /** A person was throttled. */
  slowed(): void;
}

/**
 * Bytes that an update costs besides its own, in rows and in the activity; and those of the record of each
 * new client id.
 */
const UPDATE_BYTES = 128;
const BINDING_BYTES = 256;

const storedBytes = ({ news, newClientIds }: Extract<GateVerdict, { readonly type: 'accept' }>): number =>
  UPDATE_BYTES + news.length + newClientIds.length * BINDING_BYTES;

export interface RoomOptions {
  readonly meter: Meter;
  /** False while the disk is nearly full: nothing new is taken, everything can be read. */
  readonly hasDiskSpace: () => boolean;
  /**
   * Counts bytes that are to be stored for somebody; returns how long (ms) they have to wait where they may
   * store no more for now.
   */
  readonly charge: (from: QuotaHolder, bytes: number) => number;
  /** Returns bytes that `charge` counted and that were not stored in the end. */
  readonly giveBack: (from: QuotaHolder, bytes: number) => void;
  /** The last connection has left. */
  readonly onEmpty: () => void;
  /**
   * Called where the document in memory cannot be trusted any more: the room is to be closed, and the next
   * one starts from the store.
   */
  readonly onBroken: (error: unknown) => void;
  /** Something that an operator may want to know; never content. */
  readonly onNotice: (message: string) => void;
  /** Something for the session's activity. */
  readonly onEvent: (event: SessionEvent) => void;
}

/** One live session: its document, its connections, and what flows between them. */
export class Room implements MessageHandler {
  readonly id: SessionId;
  readonly view: DocumentReader;
  readonly #document: DurableDocument;
  readonly #options: RoomOptions;
  readonly #connections = new Set<Connection>();
  readonly #presence = new RoomPresence<Connection>((client, sender) =>
    this.#document.owners.claim([client], sender),
  );
  readonly #budgets = new PersonBudgets();
  readonly #retries = new RetryTimers();
  readonly #fanOut = new FanOut<Connection>(this.#connections);
  readonly #answers = new WeakMap<Uint8Array, Buffer>();
  #isEnded = false;

  constructor(id: SessionId, document: DurableDocument, options: RoomOptions) {
    this.id = id;
    this.view = new DocumentReader(
      document.doc,
      client => document.owners.of(client)?.user as UserId | undefined,
    );
    this.#document = document;
    this.#options = options;
  }

  get connections(): ReadonlySet<Connection> {
    return this.#connections;
  }

  get hasDiskSpace(): boolean {
    return this.#options.hasDiskSpace();
  }

  /** Whether nobody may join any more. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Returns why this person is banned for a while; undefined for everybody who was not refused too often. */
  banReason(user: UserId): string | undefined {
    return this.#budgets.hasRefusalBudget(user) ? undefined : TOO_MANY_REFUSALS;
  }

  /**
   * Adds a connection and greets it: its standing, the owners of client ids, the relay's SyncStep1, so that
   * the device uploads what is missing here, and everybody's presence.
   */
  join(connection: Connection): void {
    const isFirst = !this.#has(connection.user);
    this.#connections.add(connection);
    const greeting = [...connection.standingFrames()];
    const authors = this.#document.owners.authors(this.#document.doc.store.clients.keys());
    if (connection.supportsExtensions && Object.keys(authors).length > 0)
      greeting.push(authorsFrame(authors));
    greeting.push(step1Frame(this.#document.stateVector()));
    if (this.#presence.size > 0) greeting.push(awarenessFrame(this.#presence.all()));
    connection.write(greeting);
    this.recordWork(connection, 0, 0);
    if (!isFirst) return;
    const present = new Set([...this.#connections].map(each => each.user)).size;
    this.#options.onEvent({ type: 'user.joined', user: connection.user, present });
  }

  reportAbuse(from: Connection): void {
    // Counted, whatever is left: the connection ends already.
    this.#budgets.takeRefusal(from.user);
  }

  leave(connection: Connection): void {
    if (!this.#connections.delete(connection)) return;
    this.#retries.cancel(connection);
    const left = this.#presence.leave(connection);
    if (left) this.#fanOut.presence(left, undefined);
    if (!this.#has(connection.user)) this.#options.onEvent({ type: 'user.left', user: connection.user });
    if (this.#connections.size === 0) this.#options.onEmpty();
  }

  /** Replies to a device's state vector with what the device lacks. */
  step1(from: Connection, stateVector: Uint8Array): void {
    // The whole state may be large, and each answer that nobody reads is held in memory.
    if (from.isAnswering) {
      from.close(CLOSE_FOR_NOW.tryAgain, 'asked again before the last answer was read');
      return;
    }
    if (stateVector.length > STATE_VECTOR_MAX_BYTES) {
      from.close(CLOSE.tooLarge, 'state vector too large');
      return;
    }
    let update: Uint8Array;
    try {
      update = this.#document.diff(stateVector);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      from.close(CLOSE.badRequest, 'not a state vector');
      return;
    }
    from.resync.reset();
    from.answer(this.#answer(update));
  }

  /**
   * Returns the same frame for the same bytes: the whole state, which may be large, is in memory once however
   * many wait for it.
   */
  #answer(update: Uint8Array): Buffer {
    const frame = this.#answers.get(update) ?? step2Frame(update);
    this.#answers.set(update, frame);
    return frame;
  }

  update(from: Connection, update: Uint8Array, isAnswer: boolean): void {
    if (from.resync.isSuspended) return;
    const { doc, owners } = this.#document;
    const bytes = (): number => this.#document.bytesWith(update.length);
    const state = { doc, ownerOf: owners.of, bytes };
    const began = performance.now();
    const verdict = judge(update, state, from, isAnswer ? 'answer' : 'update');
    this.#options.meter.update(verdict.type);
    if (verdict.type !== 'accept') this.#budgets.waste(from.user, performance.now() - began);
    switch (verdict.type) {
      case 'malformed':
        from.close(CLOSE.badRequest, verdict.reason);
        return;
      case 'refuse':
        this.#refuse(from, verdict.refused);
        return;
      case 'gap':
        if (from.resync.ask()) from.write([step1Frame(this.#document.stateVector())]);
        return;
      case 'accept':
        if (!this.hasDiskSpace) {
          from.resync.suspend();
          return;
        }
        if (!this.#mayStore(from, storedBytes(verdict))) return;
        // Requested again it would be the same: the hole is on the device itself. What stands without it is
        // taken, as the device itself shows no more than that.
        if (!verdict.isWhole) this.#options.onNotice('a device has edits that depend on lost ones');
        if (!this.#accept(from, verdict)) {
          this.#options.giveBack(from, storedBytes(verdict));
          return;
        }
        break;
      case 'nothing-new':
        from.setOverBudget(false);
        break;
    }
    if (isAnswer) for (const payload of from.resync.answered()) this.ack(from, payload);
  }

  /**
   * Tells everybody that `hasDiskSpace` has changed. Where there is room again, requests what was passed over
   * meanwhile.
   */
  diskSpaceChanged(): void {
    for (const each of this.#connections) {
      each.write(each.standingFrames());
      if (this.hasDiskSpace && each.resync.resume()) each.write([step1Frame(this.#document.stateVector())]);
    }
  }

  presence(from: Connection, update: Uint8Array): void {
    const verdict = this.#presence.receive(from, update);
    if (verdict.type === 'refuse') from.close(verdict.code, verdict.reason);
    else for (const entry of verdict.entries) this.#fanOut.presence(entry, from);
  }

  /**
   * Counts time and bytes for a person. One who exceeds their share is throttled on all their sockets;
   * nothing is lost.
   */
  recordWork(from: Connection, ms: number, bytes: number): void {
    const throttleMs = this.#budgets.spend(from.user, ms, bytes);
    if (throttleMs === 0) return;
    this.#options.meter.slowed();
    for (const each of this.#connections) if (each.user === from.user) each.throttle(throttleMs);
  }

  roleChanged(of: Connection): void {
    const entry = this.#presence.rewrite(of);
    if (entry) this.#fanOut.presence(entry, of);
  }

  sendPresence(to: Connection): void {
    if (this.#presence.size > 0) to.write([awarenessFrame(this.#presence.all())]);
  }

  /**
   * Acknowledges a barrier when everything that `from` sent before is on disk. A failed disk never does; it
   * closes the socket instead.
   */
  ack(from: Connection, payload: Uint8Array): void {
    if (from.resync.holdAck(payload)) return;
    const askedAt = performance.now();
    this.#document.whenDurable().then(
      () => {
        this.#options.meter.ack(performance.now() - askedAt);
        from.write([ackFrame(payload)]);
      },
      () => from.close(CLOSE_FOR_NOW.failed, 'storage failed'),
    );
  }

  /** Gives up what is in memory for what is on disk after a bug: how far it came nobody knows. */
  fault(from: Connection, error: unknown): void {
    from.close(CLOSE_FOR_NOW.failed, 'the relay failed');
    this.#options.onBroken(error);
  }

  /** Ends the room: closes everybody with `code`. Resolves when what was accepted is on disk. */
  async end(code: number, reason: string): Promise<void> {
    this.#isEnded = true;
    this.#retries.clear();
    this.#fanOut.flush();
    for (const connection of [...this.#connections]) connection.close(code, reason);
    this.#connections.clear();
    this.#fanOut.stop();
    await this.#document.close();
  }

  #has(user: UserId): boolean {
    return [...this.#connections].some(each => each.user === user);
  }

  /** Charges a person for bytes; where they may store no more for now, requests the edits again later. */
  #mayStore(from: Connection, bytes: number): boolean {
    const waitMs = this.#options.charge(from, bytes);
    from.setOverBudget(waitMs > 0);
    if (waitMs === 0) return true;
    from.resync.suspend();
    this.#retries.schedule(from, waitMs, () => {
      if (this.hasDiskSpace && from.resync.resume()) from.write([step1Frame(this.#document.stateVector())]);
    });
    return false;
  }

  /** Applies an accepted update and sends it on. Returns false where it came to nothing. */
  #accept(
    from: Connection,
    { isWhole, newClientIds, news }: Extract<GateVerdict, { readonly type: 'accept' }>,
  ): boolean {
    if (!this.#document.owners.claim(newClientIds, from)) {
      this.#refuse(from, { code: 'gate/too-fast', rule: 'too many new Yjs client ids', paths: [] });
      return false;
    }
    const applied = this.#document.apply(news, isWhole);
    if (applied.type === 'broken') {
      from.close(CLOSE.badRequest, 'an update that Yjs cannot apply');
      this.#options.onBroken(applied.error);
      return false;
    }
    if (newClientIds.length > 0) {
      const frames = [authorsFrame(this.#document.owners.authors(newClientIds))];
      for (const each of this.#connections) if (each.supportsExtensions) each.write(frames);
    }
    for (const change of applied.changes)
      this.#options.onEvent({ ...inRelayTime(change, from.clockAheadMs), user: from.user });
    if (applied.fresh) this.#fanOut.frame(updateFrame(applied.fresh), from);
    return true;
  }

  /**
   * Tells the device of a refusal, which it can then resolve; a client that would not understand is closed.
   */
  #refuse(from: Connection, refused: RefusedUpdate): void {
    this.#options.onEvent({ type: 'refused', user: from.user });
    if (!this.#budgets.takeRefusal(from.user)) {
      from.close(CLOSE.tooFast, TOO_MANY_REFUSALS);
    } else if (from.supportsExtensions) {
      from.resync.refuse();
      from.write([refusedFrame(refused)]);
    } else {
      // Somebody else's edits that the relay lost are brought back by their author; then they are taken from
      // everybody.
      const code = refused.code === 'gate/client-id' ? CLOSE_FOR_NOW.tryAgain : CLOSE.forbidden;
      from.close(code, `${refused.code}: ${refused.rule}`);
    }
  }
}

/** The document tells when an object was made by its maker's clock, which may be ahead of the relay's. */
function inRelayTime(change: ObjectChange, aheadMs: number): ObjectChange {
  if (change.type !== 'object.created' || change.at === undefined) return change;
  return { ...change, at: change.at - aheadMs };
}
