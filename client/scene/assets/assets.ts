import { FileLoader, type WebGLRenderer } from 'three';
import { bundledModel } from '../../../shared/kinds/index.ts';
import { type Asset, disposeAsset } from './asset.ts';
import type { Primitive } from './primitive.ts';
import { readAsset } from './read.ts';

/** The bytes of a model or picture by the SHA-256 of its file; undefined where this device does not have them. */
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
  | { readonly state: 'loaded'; readonly asset: Asset };

/** Models and pictures by asset, each loaded once. What cannot be read stays a placeholder for as long as the scene lives; the console says why. */
export class Assets {
  readonly #options: AssetsOptions;
  readonly #entries = new Map<string, Entry>();
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
    if (entry.state === 'loaded') this.#options.onLoad(asset);
  }

  async #read(asset: string): Promise<Entry> {
    const bytes = await this.#options.read(asset);
    if (!bytes) return { state: 'missing' };
    const read = await readAsset(bytes, this.#options.renderer);
    if (read.ok) return { state: 'loaded', asset: read.value };
    console.warn(
      `${asset} cannot be shown: ${read.error.code}`,
      read.error.detail ?? '',
      read.error.cause ?? '',
    );
    return { state: 'unreadable' };
  }
}
