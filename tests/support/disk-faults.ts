/** Faults in fake-indexeddb's place of the disk. `mend` takes them away. */
export interface Fault {
  mend(): void;
  /** Transactions that it hit. */
  readonly count: () => number;
}

/** Part of fake-indexeddb's transactions that real ones have only inside the browser. */
interface FakeTransaction extends IDBTransaction {
  _abort(errorName: string | null): void;
}

/**
 * Every read-write transaction, or the first `most` of them, ends aborted, at commit, as a full disk
 * (`QuotaExceededError`) or a dying browser (null) does it.
 */
export function failCommits(errorName: 'QuotaExceededError' | null, most = Number.POSITIVE_INFINITY): Fault {
  const { transaction } = IDBDatabase.prototype;
  let count = 0;
  IDBDatabase.prototype.transaction = function (names, mode, options) {
    const made = transaction.call(this, names, mode, options) as FakeTransaction;
    if (mode === 'readwrite' && count < most) {
      count += 1;
      queueMicrotask(() => made._abort(errorName));
    }
    return made;
  };
  return {
    mend: () => {
      IDBDatabase.prototype.transaction = transaction;
    },
    count: () => count,
  };
}

/** Opening fails, as in private windows of some browsers. */
export function failOpening(errorName: string): Fault {
  const { open } = IDBFactory.prototype;
  let count = 0;
  IDBFactory.prototype.open = () => {
    count += 1;
    throw new DOMException('not here', errorName);
  };
  return {
    mend: () => {
      IDBFactory.prototype.open = open;
    },
    count: () => count,
  };
}

/** Every connection that is made, so that a test can close it behind the app's back. */
export function watchConnections(): { readonly all: IDBDatabase[]; stop(): void } {
  const all = new Set<IDBDatabase>();
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (...args) {
    all.add(this);
    return transaction.apply(this, args);
  };
  return {
    get all() {
      return [...all];
    },
    stop: () => {
      IDBDatabase.prototype.transaction = transaction;
    },
  };
}
