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
  readonly shelf: BlobTable;
  readonly api: SessionApi;
  readonly isLive: ReadonlySignal<boolean>;
  /** Names the relay's history, where it is known. */
  readonly epoch: () => string | undefined;
  readonly report: (error: AppError) => void;
  /** Pauses between questions for a file that the relay does not have yet. */
  readonly patienceMs?: readonly number[];
  /** Until it is looked for once more after those. */
  readonly laterMs?: number;
}

/**
 * An object arrives before its file does, which its maker's device is still sending; and a relay that many
 * ask at once has no time for some of them.
 */
const PATIENCE_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000];
/**
 * After that it is looked for once in a while: its maker's device may be waiting for a relay that takes no
 * more for now. Each time twice as long.
 */
const LATER_MS = 2 * 60_000;
const LATER_MAX_MS = 15 * 60_000;

export interface LiveBlobs {
  readonly blobs: Blobs;
  /** What was refused may be welcome now. */
  retry(): void;
  close(): void;
}

/** Whether a file may be had later that is not to be had now. */
const comesLater = (error: AppError): boolean => error.code === 'api/not-found' || isPassing(error);

/**
 * The session's files: kept on this device, sent when there is a relay, fetched when they are wanted and are
 * not here.
 */
export function createBlobs(options: BlobOptions): LiveBlobs {
  const { id, shelf, api, isLive, report, patienceMs = PATIENCE_MS, laterMs = LATER_MS } = options;
  let isClosed = false;
  const states = new Map<string, Signal<BlobState>>();
  const fetching = new Map<string, Promise<Blob | undefined>>();
  const refused = new Set<string>();
  /** Files that nobody could give yet. */
  const late = new Map<string, { readonly timer: ReturnType<typeof setTimeout>; readonly nextMs: number }>();
  const arrivals = signal(0);

  const stateOf = (name: string): Signal<BlobState> => {
    const state = states.get(name) ?? signal<BlobState>({ state: 'unknown' });
    states.set(name, state);
    return state;
  };

  async function send(): Promise<Result<void>> {
    const epoch = options.epoch();
    const entered = epoch === undefined ? ok(undefined) : await shelf.enterEpoch(id, epoch);
    if (!entered.ok) return entered;
    const waiting = await shelf.waiting(id);
    if (!waiting.ok) return waiting;
    for (const name of waiting.value.filter(each => !refused.has(each))) {
      const content = await shelf.get(id, name);
      if (!content.ok) return content;
      // Its bytes went when they were thought to be elsewhere; asking for it brings them back from the relay.
      if (!content.value) continue;
      const sent = await api.sendBlob(name, content.value);
      if (!sent.ok && isPassing(sent.error)) return sent;
      if (sent.ok) {
        await shelf.markShared(id, name, epoch);
        stateOf(name).value = { state: 'here', isShared: true };
      } else {
        refused.add(name);
        report(sent.error);
      }
    }
    return ok(undefined);
  }
  const outbox = new Outbox(isLive, send);

  /** Without a connection nothing is asked for: whoever wants it asks again with the next one. */
  function lookLater(name: string): void {
    const before = late.get(name);
    clearTimeout(before?.timer);
    const waitMs = before?.nextMs ?? laterMs;
    const look = (): void => {
      if (isLive.peek()) void get(name);
    };
    late.set(name, { timer: setTimeout(look, waitMs), nextMs: Math.min(2 * waitMs, LATER_MAX_MS) });
  }

  async function fetchPatiently(name: string): Promise<Result<Blob>> {
    for (const pauseMs of late.has(name) ? [] : patienceMs) {
      const fetched = await api.blob(name);
      if (fetched.ok || !comesLater(fetched.error) || !isLive.peek() || isClosed) return fetched;
      await new Promise(resolve => setTimeout(resolve, pauseMs));
    }
    return isClosed ? fail('api/unavailable') : api.blob(name);
  }

  async function download(name: string): Promise<Blob | undefined> {
    const state = stateOf(name);
    const miss = (error: AppError): undefined => {
      state.value = { state: 'missing', error };
      if (comesLater(error) && isLive.peek() && !isClosed) lookLater(name);
    };
    const here = await shelf.get(id, name);
    if (here.ok && here.value) {
      const waiting = await shelf.waiting(id);
      const isShared = waiting.ok && !waiting.value.includes(name);
      state.value = { state: 'here', isShared };
      if (!isShared) outbox.poke();
      return here.value;
    }
    state.value = { state: 'fetching' };
    const fetched = await fetchPatiently(name);
    if (!fetched.ok) return miss(fetched.error);
    if ((await sha256(new Uint8Array(await fetched.value.arrayBuffer()))) !== name) {
      return miss({ code: 'api/hash' });
    }
    const kept = await shelf.put(id, fetched.value, 'shared', options.epoch());
    // It can be shown all the same, and fetched again.
    if (!kept.ok) console.info(`A file could not be kept on this device: ${kept.error.code}`);
    state.value = { state: 'here', isShared: true };
    clearTimeout(late.get(name)?.timer);
    if (late.delete(name)) arrivals.value++;
    return fetched.value;
  }

  function get(name: string): Promise<Blob | undefined> {
    const under = fetching.get(name) ?? download(name).finally(() => fetching.delete(name));
    fetching.set(name, under);
    return under;
  }

  return {
    retry: () => {
      refused.clear();
      outbox.poke();
    },
    close: () => {
      isClosed = true;
      for (const { timer } of late.values()) clearTimeout(timer);
      outbox.close();
    },
    blobs: {
      state: stateOf,
      get,
      arrivals,
      add: async content => {
        if (content.size > LIMITS.blobMaxBytes) return fail('api/too-large');
        const kept = await shelf.put(id, content, 'waiting');
        if (!kept.ok) return kept;
        stateOf(kept.value).value = { state: 'here', isShared: false };
        outbox.poke();
        return kept;
      },
    },
  };
}
