import { z } from 'zod';
import type { UserId } from '../../shared/ids.ts';
import type { RecordValue } from '../../shared/ports.ts';
import { networkOf } from '../client-address.ts';

/** The resources that are limited: sessions created, and bytes stored, in documents and files alike. */
export type QuotaResource = 'sessions' | 'bytes';

/** The address and person that something is counted for. `user`: undefined for somebody who is new here. */
export interface QuotaHolder {
  readonly address: string;
  readonly user: UserId | undefined;
}

/** The amount at once, and as much again evenly over each hour, and each day. 0: unlimited. */
export interface QuotaLimit {
  readonly perHour: number;
  readonly perDay: number;
}
export type QuotaLimits = Readonly<Record<QuotaResource, QuotaLimit>>;

const HOUR_MS = 60 * 60 * 1000;
const WINDOWS = [
  { limit: 'perHour', ms: HOUR_MS },
  { limit: 'perDay', ms: 24 * HOUR_MS },
] as const;
const RESOURCES = ['sessions', 'bytes'] as const;

/** Accounts at once. Beyond this those are forgotten that have taken the least. */
const ACCOUNTS_MAX_COUNT = 20_000;
/** The share of a limit from which an account is worth being written. */
const KEPT_SHARE = 0.1;
const KEPT_MAX_COUNT = 2_000;

type Levels = [hour: number, day: number];

/** The use of one address or one person, by resource and by window; it decays linearly. */
interface Account {
  readonly used: Record<QuotaResource, Levels>;
  /** ms, monotonic: the time up to which it has decayed. */
  at: number;
}

const levels = z.tuple([z.number().min(0), z.number().min(0)]);
const record = z.object({
  /** ms since epoch */
  at: z.number(),
  accounts: z.array(z.tuple([z.string(), z.object({ sessions: levels, bytes: levels })])),
});

/**
 * The quotas of each address (of IPv6 each network of 64 bits) and each person, over an hour and over a day.
 * Times are monotonic while the relay runs; `save` and `load` carry the use over a restart.
 */
export class Quotas {
  readonly #limits: QuotaLimits;
  readonly #accounts = new Map<string, Account>();

  constructor(limits: QuotaLimits) {
    this.#limits = limits;
  }

  /**
   * Counts `amount` for the holder's address and person, and returns 0; where it is too much for one of them
   * counts nothing, and returns the wait in ms.
   */
  take(holder: QuotaHolder, resource: QuotaResource, amount: number, now = performance.now()): number {
    const names = namesOf(holder);
    const waitMs = Math.max(...names.map(name => this.#waitMs(this.#decayed(name, now), resource, amount)));
    if (waitMs > 0) return waitMs;
    for (const name of names) this.#add(name, resource, amount, now);
    return 0;
  }

  /** Takes back an amount that was counted and then not used. */
  giveBack(holder: QuotaHolder, resource: QuotaResource, amount: number, now = performance.now()): void {
    for (const name of namesOf(holder)) {
      const account = this.#decayed(name, now);
      if (account)
        account.used[resource] = account.used[resource].map(used => Math.max(0, used - amount)) as Levels;
    }
  }

  /**
   * Returns the accounts that have used a good part of a limit; the others are forgiven. `at`: ms since
   * epoch.
   */
  save(at: number, now = performance.now()): RecordValue {
    const weighed = [...this.#accounts.keys()]
      .map(name => ({ name, account: this.#decayed(name, now) as Account }))
      .map(each => ({ ...each, weight: this.#weight(each.account) }))
      .filter(({ weight }) => weight >= KEPT_SHARE)
      .sort((a, b) => b.weight - a.weight);
    const kept = weighed.slice(0, KEPT_MAX_COUNT);
    return { at, accounts: kept.map(({ name, account }) => [name, account.used]) };
  }

  /** Continues from what `save` returned, at `at` (ms since epoch). Anything else is passed over. */
  load(saved: RecordValue | undefined, at: number, now = performance.now()): void {
    const read = record.safeParse(saved);
    if (!read.success) return;
    // A clock that was set back meanwhile lets nobody wait for longer than from now on.
    const since = now - Math.max(0, at - read.data.at);
    for (const [name, used] of read.data.accounts) this.#accounts.set(name, { used, at: since });
  }

  #add(name: string, resource: QuotaResource, amount: number, now: number): void {
    const account = this.#decayed(name, now) ?? { used: { sessions: [0, 0], bytes: [0, 0] }, at: now };
    const [hour, day] = account.used[resource];
    account.used[resource] = [hour + amount, day + amount];
    this.#accounts.set(name, account);
    if (this.#accounts.size > ACCOUNTS_MAX_COUNT) this.#forget(now);
  }

  /** Returns the account as it is now. */
  #decayed(name: string, now: number): Account | undefined {
    const account = this.#accounts.get(name);
    if (!account) return undefined;
    const passedMs = now - account.at;
    for (const resource of RESOURCES) {
      account.used[resource] = WINDOWS.map(({ limit, ms }, i) => {
        const used = account.used[resource][i] as number;
        return Math.max(0, used - (passedMs * this.#limits[resource][limit]) / ms);
      }) as Levels;
    }
    account.at = now;
    return account;
  }

  /**
   * Returns the wait in ms; 0 for more than a whole limit where nothing was used: no waiting would make it
   * fit.
   */
  #waitMs(account: Account | undefined, resource: QuotaResource, amount: number): number {
    if (!account) return 0;
    const waits = WINDOWS.map(({ limit, ms }, i) => {
      const [most, used] = [this.#limits[resource][limit], account.used[resource][i] as number];
      const tooMuch = Math.min(used, used + amount - most);
      return most > 0 && tooMuch > 0 ? Math.ceil((tooMuch * ms) / most) : 0;
    });
    return Math.max(...waits);
  }

  /** Returns the largest part of a limit that is used; resources without a limit do not count. */
  #weight({ used }: Account): number {
    const parts = RESOURCES.flatMap(resource =>
      WINDOWS.map(({ limit }, i) => {
        const most = this.#limits[resource][limit];
        return most > 0 ? (used[resource][i] as number) / most : 0;
      }),
    );
    return Math.max(...parts);
  }

  /** Forgets half of the accounts, so that it is seldom done. */
  #forget(now: number): void {
    const weights = [...this.#accounts.keys()].map(
      name => [name, this.#weight(this.#decayed(name, now) as Account)] as const,
    );
    weights.sort(([, a], [, b]) => a - b);
    for (const [name] of weights.slice(0, ACCOUNTS_MAX_COUNT / 2)) this.#accounts.delete(name);
  }
}

const namesOf = ({ address, user }: QuotaHolder): string[] => [
  `address ${networkOf(address)}`,
  ...(user === undefined ? [] : [`user ${user}`]),
];
