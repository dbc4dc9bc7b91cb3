import type { RelayStore } from '../../shared/ports.ts';
import { loadKeys } from './keys.ts';
import { Members } from './members.ts';
import { Proofs } from './proofs.ts';
import { Shares } from './shares.ts';
import { Tokens } from './tokens.ts';

export { type Members, mintUserId, type SessionRecord } from './members.ts';
export type { TokenClaims } from './tokens.ts';

/** Everything that decides who may do what. */
export interface Access {
  readonly tokens: Tokens;
  readonly proofs: Proofs;
  readonly members: Members;
  readonly shares: Shares;
}

export async function openAccess(store: RelayStore): Promise<Access> {
  const keys = await loadKeys(store);
  const members = new Members(store);
  return {
    tokens: new Tokens(keys),
    proofs: new Proofs(),
    members,
    shares: new Shares(store, members, keys.codeSecret),
  };
}
