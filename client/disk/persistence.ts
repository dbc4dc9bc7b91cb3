/**
 * Asks the browser not to evict this site's data when space runs short. Must run in a user gesture: some
 * browsers ask the person.
 */
export async function askPersistence(): Promise<'granted' | 'denied' | 'unsupported'> {
  const storage = globalThis.navigator?.storage;
  if (typeof storage?.persist !== 'function') return 'unsupported';
  try {
    return (await storage.persist()) ? 'granted' : 'denied';
  } catch (cause) {
    console.warn('The browser could not be asked to keep the data.', cause);
    return 'unsupported';
  }
}

/** Returns whether the browser has granted persistence, without a prompt. */
export async function knownPersistence(): Promise<'granted' | 'unknown' | 'unsupported'> {
  const storage = globalThis.navigator?.storage;
  if (typeof storage?.persisted !== 'function') return 'unsupported';
  try {
    return (await storage.persisted()) ? 'granted' : 'unknown';
  } catch (cause) {
    // Pages that may not store anything may not ask either.
    console.warn('The browser could not say whether it keeps the data.', cause);
    return 'unsupported';
  }
}
