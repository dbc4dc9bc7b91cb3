import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fail, ok, type Result } from '../../shared/errors.ts';
import { type ImageHeader, readImageHeader } from '../../shared/files/image.ts';
import { LIMITS } from '../../shared/limits.ts';
import { networkOf } from '../client-address.ts';
import { TokenBucket } from '../token-bucket.ts';

const KiB = 1024;
/** The decoder's process ends after this: it takes some 70 MiB for as long as it is there. */
const IDLE_MS = 30_000;
const HEAP_MIB = 64;
/** The time that a start may take on a busy machine. */
const START_MAX_MS = 20_000;
/** Senders whose spent time is remembered. */
const REMEMBERED_COUNT = 10_000;

export interface DecodeLimits {
  /** For one picture. */
  readonly maxMs: number;
  readonly maxBytes: number;
  readonly maxPixels: number;
  /** Of one sender, waiting. */
  readonly waitingCount: number;
  /** Of one sender: a burst, and so much more in each second. */
  readonly burstMs: number;
  readonly perSecondMs: number;
}

const DEFAULTS: DecodeLimits = {
  maxMs: LIMITS.pictureDecodeMaxMs,
  maxBytes: LIMITS.pictureDecodeMaxBytes,
  maxPixels: LIMITS.screenshotMaxPixels,
  waitingCount: LIMITS.picturesDecodingCount,
  burstMs: LIMITS.pictureDecodeBurstMs,
  perSecondMs: LIMITS.pictureDecodePerSecondMs,
};

type Told =
  | { readonly type: 'picture'; readonly width: number; readonly height: number }
  | { readonly type: 'none'; readonly why: string }
  /** It took too long, needed more memory than it may, or broke the decoder. */
  | { readonly type: 'ended'; readonly why: string };

interface Job {
  readonly content: Uint8Array;
  readonly done: (told: Told) => void;
  readonly failed: (error: Error) => void;
}

interface Waiting {
  readonly jobs: Job[];
  /** Undefined: as much as it takes. */
  readonly time: TokenBucket | undefined;
}

/** The decoder's script: built it is a file beside the relay's; in the sources it is here. */
const DECODER = ['./decoder.js', './decoder.mjs']
  .map(path => fileURLToPath(new URL(path, import.meta.url)))
  .find(path => existsSync(path));

/**
 * Starts a shell that caps memory and becomes the decoder; where there is none (Windows) the cap on pixels is
 * all. Nothing of the environment goes along: it holds keys.
 */
function start(maxBytes: number): ChildProcess {
  // Compiled code would have a range of its own, which from Node 24 on is as large as all that it may have.
  const own = [process.execPath, '--jitless', `--max-old-space-size=${HEAP_MIB}`, DECODER ?? ''];
  const capped = ['/bin/sh', '-c', `ulimit -d ${Math.floor(maxBytes / KiB)}; exec "$0" "$@"`, ...own];
  const [command = '', ...args] = existsSync('/bin/sh') ? capped : own;
  const child = spawn(command, args, {
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  });
  // A caller that waits for it listens too; a channel may also break while nobody does, and then another
  // decoder is started.
  child.on('error', () => undefined);
  return child;
}

/** Keeps this process alive while it waits for the decoder. */
function hold(child: ChildProcess): ChildProcess {
  child.ref();
  child.channel?.ref();
  return child;
}

function letGo(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
}

/** Resolves with the next message, or with the reason why there is none. */
function heardFrom(child: ChildProcess, maxMs: number): Promise<object | string> {
  return new Promise(resolve => {
    const settle = (heard: object | string): void => {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onExit).off('error', onError);
      resolve(heard);
    };
    const onMessage = (told: unknown): void => settle(told as object);
    const onExit = (code: number | null, signal: string | null): void =>
      settle(`it ended (${signal ?? code})`);
    const onError = (error: Error): void => settle(error.message);
    const timer = setTimeout(() => settle(`it took longer than ${maxMs} ms`), maxMs);
    child.on('message', onMessage).on('exit', onExit).on('error', onError);
  });
}

/**
 * Decodes pictures, one at a time, in a process of its own with caps on time and memory: a picture that is
 * made to be costly costs its sender. Senders take turns, and have so much time each. A process that stops
 * does not wait for it.
 */
export class PictureDecoder {
  readonly #limits: DecodeLimits;
  readonly #senders = new Map<string, Waiting>();
  #child: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #isBusy = false;

  constructor(limits: Partial<DecodeLimits> = {}) {
    this.#limits = { ...DEFAULTS, ...limits };
  }

  /**
   * Returns a picture's header, once all of it was decoded. Fails with `api/media-type` for what is none,
   * `api/too-large` for one of too many pixels or that costs too much, and with `api/too-fast` where `sender`
   * (an address) has used its share; without one there is no share. Throws where this installation cannot
   * decode anything.
   */
  async decode(content: Uint8Array, sender?: string): Promise<Result<ImageHeader>> {
    const header = readImageHeader(content);
    if (!header || header.type === 'image/ktx2') return fail('api/media-type');
    const { width, height } = header;
    const isLarge = Math.max(width, height) > LIMITS.screenshotSideMaxPixels;
    if (isLarge || width * height > this.#limits.maxPixels) {
      return fail('api/too-large', `${width} by ${height} pixels`);
    }
    const told = await this.#decode(content, sender);
    if (!told) return fail('api/too-fast', 'pictures to decode');
    if (told.type === 'ended') return fail('api/too-large', told.why);
    if (told.type === 'none') return fail('api/media-type', 'it cannot be decoded');
    const isSame = told.width === width && told.height === height;
    return isSame ? ok(header) : fail('api/media-type', 'it says two sizes');
  }

  #decode(content: Uint8Array, sender: string | undefined): Promise<Told | undefined> {
    const { waitingCount, perSecondMs, burstMs } = this.#limits;
    const now = performance.now();
    const key = sender === undefined ? '' : networkOf(sender);
    const time = sender === undefined ? undefined : new TokenBucket(perSecondMs, burstMs, now);
    const own: Waiting = this.#senders.get(key) ?? { jobs: [], time };
    if (own.time && (own.jobs.length >= waitingCount || !own.time.has(0, now)))
      return Promise.resolve(undefined);
    this.#senders.set(key, own);
    return new Promise((resolve, reject) => {
      own.jobs.push({ content, done: resolve, failed: reject });
      void this.#work();
    });
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let next = this.#next(); next; next = this.#next()) {
      const { sender, waiting, job } = next;
      try {
        const child = await this.#ready();
        const from = performance.now();
        const told = await this.#run(child, job.content);
        const now = performance.now();
        waiting.time?.borrow(now - from, now);
        job.done(told);
      } catch (error) {
        job.failed(error as Error);
      }
      // To the end of the line.
      this.#senders.delete(sender);
      this.#senders.set(sender, waiting);
    }
    this.#isBusy = false;
    this.#forget();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#end(), IDLE_MS).unref();
  }

  /** Takes the next job of the sender whose turn it is. */
  #next(): { readonly sender: string; readonly waiting: Waiting; readonly job: Job } | undefined {
    for (const [sender, waiting] of this.#senders) {
      const job = waiting.jobs.shift();
      if (job) return { sender, waiting, job };
    }
    return undefined;
  }

  #forget(): void {
    for (const [sender, { jobs }] of this.#senders) {
      if (this.#senders.size <= REMEMBERED_COUNT) return;
      if (jobs.length === 0) this.#senders.delete(sender);
    }
  }

  /**
   * Resolves with the decoder, once it has started. Rejects where it never does: that is no picture's fault.
   */
  async #ready(): Promise<ChildProcess> {
    clearTimeout(this.#idle);
    if (this.#child?.connected) return hold(this.#child);
    const child = hold(start(this.#limits.maxBytes));
    this.#child = child;
    const told = await heardFrom(child, START_MAX_MS);
    if (typeof told !== 'string') return child;
    this.#end();
    throw new Error(`the decoder of pictures does not start: ${told}`);
  }

  async #run(child: ChildProcess, content: Uint8Array): Promise<Told> {
    const { maxMs, maxPixels } = this.#limits;
    const told = heardFrom(child, maxMs);
    // Its end is reported in an event of its own.
    child.send({ content, maxPixels }, () => undefined);
    const heard = await told;
    if (typeof heard === 'string') this.#end();
    else letGo(child);
    return typeof heard === 'string' ? { type: 'ended', why: heard } : (heard as Told);
  }

  #end(): void {
    const child = this.#child;
    this.#child = undefined;
    if (!child) return;
    letGo(child);
    child.kill('SIGKILL');
  }
}

/** The decoder of this process. */
export const pictures = new PictureDecoder();
