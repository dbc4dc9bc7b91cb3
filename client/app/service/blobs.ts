import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { isPassing } from '../../../shared/errors/policy.ts';
import { type AppError, fail, ok, type Result } from '../../../shared/errors.ts';
import type { SessionId } from '../../../shared/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { type BlobTable, sha256 } from '../../disk/index.ts';
import type { SessionApi } from '../../link/index.ts';
import type { BlobState, Blobs } from '../../model/index.ts';
import { Outbox } from './outbox.ts';

export interface BlobOptions {
  readonly id: SessionId;
  readonly table: BlobTable;
  readonly api: SessionApi;
  readonly isLive: ReadonlySignal<boolean>;
  /** The relay's, where it is known. */
  readonly epoch: () => string | undefined;
  readonly report: (error: AppError) => void;
  /** Pauses between attempts to fetch a file that the relay does not have yet. */
  readonly patienceMs?: readonly number[];
  /** Until the first attempt after those. */
  readonly laterMs?: number;
}

/**
 * An object arrives before its file does, which its creator's device is still sending; and a relay that many
 * ask at once has no time for some of them.
 */
const PATIENCE_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000];
/**
 * After that it is fetched once in a while, each time after twice as long: its creator's device may be
 * waiting for a relay that takes no more for now.
 */
const LATER_MS = 2 * 60_000;
const LATER_MAX_MS = 15 * 60_000;

/** True where a file that cannot be had now may be had later. */
const comesLater = (error: AppError): boolean => error.code === 'api/not-found' || isPassing(error);

/**
 * The session's files: kept on this device, sent when there is a relay, fetched when they are wanted and are
 * not here.
 */
export class SessionFiles {
  readonly blobs: Blobs;
  readonly #options: BlobOptions;
  readonly #table: BlobTable;
  readonly #id: SessionId;
  readonly #states = new Map<string, Signal<BlobState>>();
  readonly #fetching = new Map<string, Promise<Blob | undefined>>();
  readonly #refused = new Set<string>();
  /** Files that the relay has not got yet. */
  readonly #late = new Map<string, { readonly timer: Timer; readonly nextMs: number }>();
  readonly #arrivals = signal(0);
  readonly #outbox: Outbox;
  #isClosed = false;

  constructor(options: BlobOptions) {
    this.#options = options;
    this.#table = options.table;
    this.#id = options.id;
    this.#outbox = new Outbox(options.isLive, () => this.#send());
    this.blobs = {
      state: name => this.#stateOf(name),
      get: name => this.#get(name),
      add: content => this.#add(content),
      arrivals: this.#arrivals,
    };
  }

  /** Sends again what was refused: the reason may be gone. */
  retry(): void {
    this.#refused.clear();
    this.#outbox.poke();
  }

  close(): void {
    this.#isClosed = true;
    for (const { timer } of this.#late.values()) clearTimeout(timer);
    this.#outbox.close();
  }

  async #add(content: Blob): Promise<Result<string>> {
    if (content.size > LIMITS.blobMaxBytes) return fail('api/too-large');
    const kept = await this.#table.put(this.#id, content, 'waiting');
    if (!kept.ok) return kept;
    this.#stateOf(kept.value).value = { state: 'here', isShared: false };
    this.#outbox.poke();
    return kept;
  }

  #get(name: string): Promise<Blob | undefined> {
    const fetching = this.#fetching.get(name) ?? this.#read(name).finally(() => this.#fetching.delete(name));
    this.#fetching.set(name, fetching);
    return fetching;
  }

  #stateOf(name: string): Signal<BlobState> {
    const state = this.#states.get(name) ?? signal<BlobState>({ state: 'unknown' });
    this.#states.set(name, state);
    return state;
  }

  async #send(): Promise<Result<void>> {
    const { api, report } = this.#options;
    const epoch = this.#options.epoch();
    const entered = epoch === undefined ? ok(undefined) : await this.#table.enterEpoch(this.#id, epoch);
    if (!entered.ok) return entered;
    const waiting = await this.#table.waiting(this.#id);
    if (!waiting.ok) return waiting;
    for (const name of waiting.value.filter(each => !this.#refused.has(each))) {
      const content = await this.#table.get(this.#id, name);
      if (!content.ok) return content;
      // Its bytes were evicted when the relay was thought to have them; asking for it fetches them again.
      if (!content.value) continue;
      const sent = await api.sendBlob(name, content.value);
      if (!sent.ok && isPassing(sent.error)) return sent;
      if (sent.ok) {
        await this.#table.markShared(this.#id, name, epoch);
        this.#stateOf(name).value = { state: 'here', isShared: true };
      } else {
        this.#refused.add(name);
        report(sent.error);
      }
    }
    return ok(undefined);
  }

  /** From this device, else from the relay. */
  async #read(name: string): Promise<Blob | undefined> {
    const state = this.#stateOf(name);
    const here = await this.#table.get(this.#id, name);
    if (here.ok && here.value) {
      const waiting = await this.#table.waiting(this.#id);
      const isShared = waiting.ok && !waiting.value.includes(name);
      state.value = { state: 'here', isShared };
      if (!isShared) this.#outbox.poke();
      return here.value;
    }
    state.value = { state: 'fetching' };
    const fetched = await this.#fetchWithRetries(name);
    if (!fetched.ok) return this.#miss(name, fetched.error);
    if ((await sha256(new Uint8Array(await fetched.value.arrayBuffer()))) !== name)
      return this.#miss(name, { code: 'api/hash' });
    const kept = await this.#table.put(this.#id, fetched.value, 'shared', this.#options.epoch());
    // It can be shown all the same, and fetched again.
    if (!kept.ok) console.info(`A file could not be kept on this device: ${kept.error.code}`);
    state.value = { state: 'here', isShared: true };
    clearTimeout(this.#late.get(name)?.timer);
    if (this.#late.delete(name)) this.#arrivals.value++;
    return fetched.value;
  }

  async #fetchWithRetries(name: string): Promise<Result<Blob>> {
    const { api, isLive, patienceMs = PATIENCE_MS } = this.#options;
    for (const pauseMs of this.#late.has(name) ? [] : patienceMs) {
      const fetched = await api.blob(name);
      if (fetched.ok || !comesLater(fetched.error) || !isLive.peek() || this.#isClosed) return fetched;
      await new Promise(resolve => setTimeout(resolve, pauseMs));
    }
    return this.#isClosed ? fail('api/unavailable') : api.blob(name);
  }

  #miss(name: string, error: AppError): undefined {
    this.#stateOf(name).value = { state: 'missing', error };
    if (comesLater(error) && this.#options.isLive.peek() && !this.#isClosed) this.#retryLater(name);
  }

  /** Without a connection nothing is fetched: whoever wants it asks again with the next one. */
  #retryLater(name: string): void {
    const { isLive, laterMs = LATER_MS } = this.#options;
    const before = this.#late.get(name);
    clearTimeout(before?.timer);
    const waitMs = before?.nextMs ?? laterMs;
    const retry = (): void => {
      if (isLive.peek()) void this.#get(name);
    };
    this.#late.set(name, { timer: setTimeout(retry, waitMs), nextMs: Math.min(2 * waitMs, LATER_MAX_MS) });
  }
}

type Timer = ReturnType<typeof setTimeout>;
