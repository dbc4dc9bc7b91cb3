import * as Y from 'yjs';
import { ORIGINS, type TabUpdate } from '../../../shared/session/index.ts';
import type { DiskEnvironment } from '../environment.ts';

/**
 * The messages between tabs; one that is open may be of an older version, so none is ever renamed. `number`
 * counts the sender's updates: the leader confirms the highest that it has on disk.
 */
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

/** A tab writes for all tabs (leader, it holds the lock), its own updates (alone, without locks), or none. */
export type TabRole = 'leader' | 'alone' | 'follower';

export interface TabsHost {
  /** That of this tab's document. Messages about another generation are not applied. */
  generation(): number;
  /** The number of this tab's newest update. */
  newestUpdate(): number;
  /** This tab writes from now on, until `close` or a freeze. */
  onLead(): void;
  /** In the leader: another tab's updates through `number` are in the document, and are to be confirmed. */
  onReceived(from: string, number: number): void;
  /** The leader has everything of this tab through `number` on disk. */
  onSaved(number: number): void;
  /** Another tab holds a newer generation. Its disk may not have it yet; then it announces itself again. */
  onNewerGeneration(): void;
  /** Another tab has changed the metadata on the disk. */
  onMetadataChanged(): void;
}

/**
 * The tabs of one session on this device: in sync through a BroadcastChannel, also offline, with one writer,
 * the leader, which holds a Web Lock. Where the browser lacks either, every tab writes its own. Frozen tabs
 * miss messages, so tabs compare state vectors when they appear and when an update does not fit. The owner
 * calls `close`.
 */
export class Tabs {
  #doc: Y.Doc;
  readonly #name: string;
  readonly #environment: DiskEnvironment;
  readonly #host: TabsHost;
  readonly #me = crypto.getRandomValues(new Uint32Array(2)).join('-');
  readonly #channel: BroadcastChannel | undefined;
  readonly #stopPage: () => void;
  #lockRequest: AbortController | undefined;
  #releaseLock: (() => void) | undefined;
  #role: TabRole = 'follower';
  #hasPeers = false;

  constructor(doc: Y.Doc, name: string, environment: DiskEnvironment, host: TabsHost) {
    this.#doc = doc;
    this.#name = name;
    this.#environment = environment;
    this.#host = host;
    this.#channel = environment.channel?.(name);
    this.#channel?.addEventListener('message', this.#onMessage);
    this.#stopPage = environment.onPage(event => {
      // A frozen leader would neither write for the others nor release the lock.
      if (event === 'frozen') this.#resign();
      if (event === 'resumed') {
        this.#requestLeadership();
        this.announce();
      }
    });
  }

  /** Requests leadership, and asks the other tabs for what the disk did not have. */
  join(): void {
    this.#requestLeadership();
    this.announce();
  }

  /** Continues with the next generation of the document. */
  switchDocument(doc: Y.Doc): void {
    this.#doc = doc;
    this.announce();
  }

  /** Tells the other tabs what this one has: they send what it lacks, or adopt its generation. */
  announce(): void {
    this.#post({ type: 'hello', from: this.#me, vector: Y.encodeStateVector(this.#doc) });
  }

  announceMetadata(): void {
    this.#post({ type: 'noted', from: this.#me });
  }

  get role(): TabRole {
    return this.#role;
  }

  /** True once a message of another tab of this session has come. */
  get hasPeers(): boolean {
    return this.#hasPeers;
  }

  /** Sends this tab's newest update to the others. */
  publish(update: Uint8Array, kind: TabUpdate): void {
    this.#post({ type: 'update', from: this.#me, number: this.#host.newestUpdate(), kind, update });
  }

  confirm(to: string, through: number): void {
    this.#post({ type: 'saved', from: this.#me, to, through });
  }

  close(): void {
    this.#stopPage();
    this.#resign();
    this.#channel?.removeEventListener('message', this.#onMessage);
    this.#channel?.close();
  }

  #requestLeadership(): void {
    const { locks } = this.#environment;
    if (this.#role !== 'follower' || this.#lockRequest) return;
    if (!locks || !this.#channel) {
      this.#lead('alone');
      return;
    }
    const request = new AbortController();
    this.#lockRequest = request;
    const held = locks.request(this.#name, { signal: request.signal }, () => {
      if (request.signal.aborted) return undefined;
      this.#lead('leader');
      return new Promise<void>(release => {
        this.#releaseLock = release;
      });
    });
    held.catch((cause: unknown) => {
      if (request.signal.aborted) return;
      console.warn('Web Locks do not work here; every tab writes for itself.', cause);
      this.#lead('alone');
    });
  }

  #lead(role: TabRole): void {
    this.#role = role;
    this.#host.onLead();
  }

  #resign(): void {
    this.#role = 'follower';
    this.#lockRequest?.abort();
    this.#lockRequest = undefined;
    this.#releaseLock?.();
    this.#releaseLock = undefined;
  }

  #post(message: DistributiveOmit<TabMessage, 'generation'>): void {
    this.#channel?.postMessage({ ...message, generation: this.#host.generation() });
  }

  readonly #onMessage = (event: MessageEvent<TabMessage>): void => {
    const message = event.data;
    if (typeof message !== 'object' || message === null || message.from === this.#me) return;
    this.#hasPeers = true;
    const generation = this.#host.generation();
    if (message.generation !== generation) {
      if (message.generation > generation) this.#host.onNewerGeneration();
      // The other tab may have been frozen.
      else if (message.type === 'hello' || message.type === 'update') this.announce();
      return;
    }
    switch (message.type) {
      case 'hello':
        this.#sendMissing(message.from, message.vector);
        return;
      case 'update':
        this.#apply(message.update, message.kind);
        if (this.#hasGap()) this.announce();
        else if (this.#role === 'leader') this.#host.onReceived(message.from, message.number);
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
        // A newer version in another tab may send more; only updates matter.
        return;
    }
  };

  #sendMissing(to: string, vector: Uint8Array): void {
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
