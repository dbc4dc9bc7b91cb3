import { FileLoader, type WebGLRenderer } from 'three';
import { bundledModel } from '../../../shared/kinds/index.ts';
import { type Asset, disposeAsset } from './asset.ts';
import type { Primitive } from './primitive.ts';
import { readAsset } from './read.ts';

/**
 * The bytes of a model or picture by the SHA-256 of its file; undefined where this device does not have them.
 */
export type ReadBytes = (asset: string) => Promise<ArrayBuffer | undefined>;

/** Reads the models that ship with the app. */
export const readBundled: ReadBytes = async asset => {
  const model = bundledModel(asset);
  if (!model) return undefined;
  const bytes = await new FileLoader().setResponseType('arraybuffer').loadAsync(`/${model.path}`);
  return bytes instanceof ArrayBuffer ? bytes : undefined;
};

export interface AssetsOptions {
  readonly read: ReadBytes;
  /** Called when one that `get` was asked for has arrived. */
  readonly onLoad: (asset: string) => void;
  readonly renderer: WebGLRenderer | undefined;
}

type Entry =
  /** `done` when it is something else. */
  | { readonly state: 'asked'; readonly done: Promise<void> }
  /** Its bytes are not here yet. */
  | { readonly state: 'missing' }
  /** Its bytes are here and cannot be shown. */
  | { readonly state: 'unreadable' }
  | {
      readonly state: 'loaded';
      readonly asset: Asset /** For how long (ms) nobody has shown it. */;
      idle: number;
    };

/**
 * An asset that is no longer shown is kept for so long (ms): an undo, or the same model placed again, finds
 * it there.
 */
const KEPT_MS = 10_000;

/** A loaded asset, and how many show it. */
export interface AssetUse {
  readonly asset: string;
  readonly loaded: Asset;
  readonly count: number;
}

/**
 * Models and pictures by asset, each loaded once, and freed when nobody has shown it for a while. What cannot
 * be read stays a placeholder for as long as the scene lives; the console says why.
 */
export class Assets {
  readonly #options: AssetsOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #counts = new Map<string, number>();
  #revision = 0;
  #disposed = false;

  constructor(options: AssetsOptions) {
    this.#options = options;
  }

  /** Undefined until it is there. */
  get(asset: string | undefined): readonly Primitive[] | undefined {
    if (asset === undefined) return undefined;
    const entry = this.#entries.get(asset);
    if (!entry) this.#load(asset);
    return entry?.state === 'loaded' ? entry.asset.primitives : undefined;
  }

  /** Another number whenever `uses` answers something else. */
  get revision(): number {
    return this.#revision;
  }

  /** One more shows it; whoever says so says `letGo` later. */
  hold(asset: string): void {
    this.#counts.set(asset, (this.#counts.get(asset) ?? 0) + 1);
    this.#revision++;
  }

  letGo(asset: string): void {
    const left = (this.#counts.get(asset) ?? 0) - 1;
    if (left > 0) this.#counts.set(asset, left);
    else this.#counts.delete(asset);
    this.#revision++;
  }

  uses(): readonly AssetUse[] {
    return [...this.#counts].flatMap(([asset, count]) => {
      const entry = this.#entries.get(asset);
      return entry?.state === 'loaded' ? { asset, loaded: entry.asset, count } : [];
    });
  }

  /** Once per frame, `dt` in ms: frees what nobody has shown for a while. Answers which. */
  sweep(dt: number): readonly string[] {
    const freed: string[] = [];
    for (const [asset, entry] of this.#entries) {
      if (entry.state !== 'loaded') continue;
      entry.idle = this.#counts.has(asset) ? 0 : entry.idle + dt;
      if (entry.idle <= KEPT_MS) continue;
      disposeAsset(entry.asset);
      this.#entries.delete(asset);
      freed.push(asset);
    }
    return freed;
  }

  /** Resolves when each of these is there, or known not to be had now. */
  async settled(assets: Iterable<string>): Promise<void> {
    for (const asset of assets) {
      this.get(asset);
      const entry = this.#entries.get(asset);
      if (entry?.state === 'asked') await entry.done;
    }
  }

  /** Asks again for what was not on this device: bytes may have come since. */
  retry(): void {
    for (const [asset, { state }] of this.#entries) if (state === 'missing') this.#load(asset);
  }

  dispose(): void {
    this.#disposed = true;
    for (const entry of this.#entries.values()) if (entry.state === 'loaded') disposeAsset(entry.asset);
    this.#entries.clear();
  }

  #load(asset: string): void {
    this.#entries.set(asset, { state: 'asked', done: this.#settle(asset) });
  }

  async #settle(asset: string): Promise<void> {
    let entry: Entry;
    try {
      entry = await this.#read(asset);
    } catch (error) {
      console.warn(`The bytes of ${asset} could not be read.`, error);
      entry = { state: 'missing' };
    }
    if (this.#disposed) {
      if (entry.state === 'loaded') disposeAsset(entry.asset);
      return;
    }
    this.#entries.set(asset, entry);
    if (entry.state !== 'loaded') return;
    this.#revision++;
    this.#options.onLoad(asset);
  }

  async #read(asset: string): Promise<Entry> {
    const bytes = await this.#options.read(asset);
    if (!bytes) return { state: 'missing' };
    const read = await readAsset(bytes, this.#options.renderer);
    if (read.ok) return { state: 'loaded', asset: read.value, idle: 0 };
    console.warn(
      `${asset} cannot be shown: ${read.error.code}`,
      read.error.detail ?? '',
      read.error.cause ?? '',
    );
    return { state: 'unreadable' };
  }
}
