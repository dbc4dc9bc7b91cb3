import type { SessionId, UserId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { RelayStore } from '../../shared/ports.ts';
import type { Authors } from '../../shared/relay-messages.ts';
import { isRole, type Role, type Writer } from '../../shared/session/index.ts';
import type { ClientOwner } from '../gate/index.ts';
import { TokenBucket } from '../token-bucket.ts';

/** The claimant of a client id. */
export type Claimant = Pick<Writer, 'user' | 'role'>;

/** An id that was only seen in presence is forgotten after this. */
const UNUSED_MS = 30 * 24 * 60 * 60 * 1000;
const HOUR_S = 60 * 60;

/**
 * The owner of each Yjs client id of a session: the first to use it, for good. Bindings reach the disk no
 * later than the edits that were made under them, as long as `claim` is called before those are appended;
 * should one be lost all the same, nobody may write under that id again.
 */
export class ClientOwners {
  readonly #id: SessionId;
  readonly #store: RelayStore;
  readonly #onFailure: (error: unknown) => void;
  readonly #now: () => number;
  readonly #owners = new Map<number, ClientOwner & { readonly at: number }>();
  readonly #budgets = new Map<string, TokenBucket>();
  #newest: Promise<unknown> = Promise.resolve();

  /** `now`: the clock that unused ids age by. Rejects where the store does. */
  static async load(
    id: SessionId,
    store: RelayStore,
    onFailure: (error: unknown) => void,
    now: () => number,
  ): Promise<ClientOwners> {
    return new ClientOwners(id, store, onFailure, now, await store.list('clients', { prefix: `${id}/` }));
  }

  private constructor(
    id: SessionId,
    store: RelayStore,
    onFailure: (error: unknown) => void,
    now: () => number,
    records: Awaited<ReturnType<RelayStore['list']>>,
  ) {
    this.#id = id;
    this.#store = store;
    this.#onFailure = onFailure;
    this.#now = now;
    for (const [key, { user, role, at }] of records) {
      if (typeof user !== 'string' || !isRole(role) || typeof at !== 'number') continue;
      this.#owners.set(Number(key.slice(id.length + 1)), { user, role, at });
    }
  }

  /** Forgets ids that nothing in the document was made under, and that were not used for long. */
  forgetUnused(isUsed: (client: number) => boolean): void {
    const before = this.#now() - UNUSED_MS;
    const unused = [...this.#owners].filter(([client, { at }]) => at < before && !isUsed(client));
    for (const [client] of unused) this.#owners.delete(client);
    this.#write(
      unused.map(([client]) => ({ type: 'remove', collection: 'clients', key: this.#keyOf(client) })),
    );
  }

  readonly of = (client: number): ClientOwner | undefined => this.#owners.get(client);

  /**
   * Gives ids without an owner to the claimant. Returns false where one is somebody else's, or where they are
   * too many in too short a time.
   */
  claim(clients: readonly number[], { user, role }: Claimant): boolean {
    const fresh: number[] = [];
    for (const client of clients) {
      const owner = this.#owners.get(client);
      if (owner && owner.user !== user) return false;
      if (!owner) fresh.push(client);
    }
    if (fresh.length === 0) return true;
    if (!this.#budgetOf(user, role).take(fresh.length, performance.now())) return false;
    const at = this.#now();
    for (const client of fresh) this.#owners.set(client, { user, role, at });
    this.#write(
      fresh.map(client => ({
        type: 'put',
        collection: 'clients',
        key: this.#keyOf(client),
        value: { user, role, at },
      })),
    );
    return true;
  }

  /** Returns the owners of these ids, as devices are told. */
  authors(clients: Iterable<number>): Authors {
    const authors: Record<string, UserId> = {};
    for (const client of clients) {
      const owner = this.#owners.get(client);
      if (owner) authors[client] = owner.user as UserId;
    }
    return authors;
  }

  /** Resolves when all bindings are on disk; rejects where that will never be. */
  async whenDurable(): Promise<void> {
    await this.#newest;
  }

  #keyOf(client: number): string {
    return `${this.#id}/${client}`;
  }

  #budgetOf(user: string, role: Role): TokenBucket {
    const known = this.#budgets.get(user);
    if (known) return known;
    const burst = role === 'host' ? LIMITS.hostClientIdsBurstCount : LIMITS.clientIdsBurstCount;
    const made = new TokenBucket(LIMITS.clientIdsPerHourCount / HOUR_S, burst, performance.now());
    this.#budgets.set(user, made);
    return made;
  }

  #write(changes: Parameters<RelayStore['write']>[0]): void {
    if (changes.length === 0) return;
    const written = this.#store.write(changes);
    const before = this.#newest;
    this.#newest = written.then(() => before);
    this.#newest.catch(this.#onFailure);
  }
}
