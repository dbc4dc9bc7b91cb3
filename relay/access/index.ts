import { Addresses } from './addresses.ts';
import { loadKeys } from './keys.ts';
import { Members } from './members.ts';
import { Proofs } from './proofs.ts';
import type { RecordStore } from './records.ts';
import { Shares } from './shares.ts';
import { Tokens } from './tokens.ts';

export type { Addressed } from './addresses.ts';
export { type Members, mintUserId, type SessionRecord } from './members.ts';
export type { RecordStore } from './records.ts';
export type { TokenClaims } from './tokens.ts';

/** Everything that decides who may do what. */
export interface Access {
  readonly addresses: Addresses;
  readonly tokens: Tokens;
  readonly proofs: Proofs;
  readonly members: Members;
  readonly shares: Shares;
}

/** `store` keeps its records; `publicUrl` is the origin that people reach the relay under. Rejects where the store does. */
export async function openAccess(store: RecordStore, publicUrl?: string): Promise<Access> {
  const keys = await loadKeys(store);
  const members = new Members(store);
  return {
    addresses: new Addresses(publicUrl),
    tokens: new Tokens(keys),
    proofs: new Proofs(),
    members,
    shares: new Shares(store, members, keys.codeSecret),
  };
}
