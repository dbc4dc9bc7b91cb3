import * as Y from 'yjs';
import { ORIGINS, type TabUpdate } from '../../../shared/session/index.ts';
import type { DiskEnvironment } from '../environment.ts';

/** `number` counts the sender's updates: whoever saves them confirms the highest that it has on disk. */
type TabMessage = { readonly generation: number } & (
  | { readonly type: 'hello'; readonly from: string; readonly vector: Uint8Array }
  | {
      readonly type: 'update';
      readonly from: string;
      readonly number: number;
      readonly kind: TabUpdate;
      readonly update: Uint8Array;
    }
  | {
      readonly type: 'missing';
      readonly from: string;
      readonly to: string;
      readonly update: Uint8Array;
      readonly vector: Uint8Array;
    }
  | { readonly type: 'saved'; readonly from: string; readonly to: string; readonly through: number }
  | { readonly type: 'noted'; readonly from: string }
);

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/**
 * Who a tab writes for: for all tabs (it holds the lock), only for itself (a browser without locks), or the
 * other one writes.
 */
export type WriterRole = 'for-all' | 'for-itself' | 'no';

export interface TabsHost {
  /**
   * Which document it is: the session may have gone over to another. Tabs with another one do not understand
   * each other.
   */
  generation(): number;
  /** The number of this tab's newest update. */
  newestUpdate(): number;
  /** This tab writes from now on, until `leave` or a freeze. */
  onLead(): void;
  /**
   * Only where this tab writes for all: another tab's updates through `number` are in the document, and it is
   * owed a `confirm`.
   */
  onReceived(from: string, number: number): void;
  /** The writing tab has everything of this tab through `number` on disk. */
  onSaved(number: number): void;
  /**
   * Another tab has gone over to a newer document. Its disk may not have taken it yet; then it says so again.
   */
  onNewerGeneration(): void;
  /** Another tab has changed the notes, on the disk. */
  onMetadataChanged(): void;
}

/**
 * The tabs of one session on this device: equal at once through a BroadcastChannel, also offline, and with
 * one writer, who holds a Web Lock. Without either of the two every tab writes for itself. The channel may
 * miss messages (frozen tabs), so tabs compare state vectors when they appear and when something does not
 * fit.
 */
export class Tabs {
  #doc: Y.Doc;
  readonly #name: string;
  readonly #environment: DiskEnvironment;
  readonly #host: TabsHost;
  readonly #me = crypto.getRandomValues(new Uint32Array(2)).join('-');
  readonly #channel: BroadcastChannel | undefined;
  readonly #stopPage: () => void;
  #standing: AbortController | undefined;
  #release: (() => void) | undefined;
  #writing: WriterRole = 'no';
  #heard = false;

  constructor(doc: Y.Doc, name: string, environment: DiskEnvironment, host: TabsHost) {
    this.#doc = doc;
    this.#name = name;
    this.#environment = environment;
    this.#host = host;
    this.#channel = environment.channel?.(name);
    this.#channel?.addEventListener('message', this.#onMessage);
    this.#stopPage = environment.onPage(event => {
      // A frozen leader would neither save for the others nor let go of the lock.
      if (event === 'frozen') this.#standDown();
      if (event === 'resumed') {
        this.#stand();
        this.announce();
      }
    });
  }

  /** Asks the other tabs for what the disk did not have, and stands for writer. */
  join(): void {
    this.#stand();
    this.announce();
  }

  /** Speaks for another document of the session from now on. */
  switchDocument(doc: Y.Doc): void {
    this.#doc = doc;
    this.announce();
  }

  /**
   * Tells the others what it has, and of which document: they answer with what it lacks, or come after it.
   */
  announce(): void {
    this.#post({ type: 'hello', from: this.#me, vector: Y.encodeStateVector(this.#doc) });
  }

  announceMetadata(): void {
    this.#post({ type: 'noted', from: this.#me });
  }

  get role(): WriterRole {
    return this.#writing;
  }

  /** True once another tab of this session was heard. */
  get hasPeers(): boolean {
    return this.#heard;
  }

  /** Hands the newest update of this tab to the others. */
  publish(update: Uint8Array, kind: TabUpdate): void {
    this.#post({ type: 'update', from: this.#me, number: this.#host.newestUpdate(), kind, update });
  }

  confirm(to: string, through: number): void {
    this.#post({ type: 'saved', from: this.#me, to, through });
  }

  close(): void {
    this.#stopPage();
    this.#standDown();
    this.#channel?.removeEventListener('message', this.#onMessage);
    this.#channel?.close();
  }

  #stand(): void {
    const { locks } = this.#environment;
    if (this.#writing !== 'no' || this.#standing) return;
    if (!locks || !this.#channel) {
      this.#lead('for-itself');
      return;
    }
    const standing = new AbortController();
    this.#standing = standing;
    const held = locks.request(this.#name, { signal: standing.signal }, () => {
      if (standing.signal.aborted) return undefined;
      this.#lead('for-all');
      return new Promise<void>(release => {
        this.#release = release;
      });
    });
    held.catch((cause: unknown) => {
      if (standing.signal.aborted) return;
      console.warn('Web Locks do not work here; every tab writes for itself.', cause);
      this.#lead('for-itself');
    });
  }

  #lead(writing: WriterRole): void {
    this.#writing = writing;
    this.#host.onLead();
  }

  #standDown(): void {
    this.#writing = 'no';
    this.#standing?.abort();
    this.#standing = undefined;
    this.#release?.();
    this.#release = undefined;
  }

  #post(message: DistributiveOmit<TabMessage, 'generation'>): void {
    this.#channel?.postMessage({ ...message, generation: this.#host.generation() });
  }

  readonly #onMessage = (event: MessageEvent<TabMessage>): void => {
    const message = event.data;
    if (typeof message !== 'object' || message === null || message.from === this.#me) return;
    this.#heard = true;
    const generation = this.#host.generation();
    if (message.generation !== generation) {
      if (message.generation > generation) this.#host.onNewerGeneration();
      // It may have been asleep.
      else if (message.type === 'hello' || message.type === 'update') this.announce();
      return;
    }
    switch (message.type) {
      case 'hello':
        this.#answer(message.from, message.vector);
        return;
      case 'update':
        this.#apply(message.update, message.kind);
        if (this.#hasGap()) this.announce();
        else if (this.#writing === 'for-all') this.#host.onReceived(message.from, message.number);
        return;
      case 'missing':
        if (message.to !== this.#me) return;
        this.#apply(message.update, 'edit');
        if (this.#knowsMoreThan(message.vector)) {
          this.publish(Y.encodeStateAsUpdate(this.#doc, message.vector), 'edit');
        }
        return;
      case 'saved':
        if (message.to === this.#me) this.#host.onSaved(message.through);
        return;
      case 'noted':
        this.#host.onMetadataChanged();
        return;
      default:
        // A newer version in another tab may say more; updates are the only thing that counts.
        return;
    }
  };

  #answer(to: string, vector: Uint8Array): void {
    this.#post({
      type: 'missing',
      from: this.#me,
      to,
      update: Y.encodeStateAsUpdate(this.#doc, vector),
      vector: Y.encodeStateVector(this.#doc),
    });
  }

  #apply(update: Uint8Array, kind: TabUpdate): void {
    Y.applyUpdate(this.#doc, update, ORIGINS.tab[kind]);
  }

  #hasGap(): boolean {
    return this.#doc.store.pendingStructs !== null;
  }

  #knowsMoreThan(vector: Uint8Array): boolean {
    const theirs = Y.decodeStateVector(vector);
    for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(this.#doc))) {
      if (clock > (theirs.get(client) ?? 0)) return true;
    }
    return false;
  }
}
