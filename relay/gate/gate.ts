import * as Y from 'yjs';
import type { GateCode, RefusedUpdate } from '../../shared/relay-messages.ts';
import { denial, type Writer } from '../../shared/session/index.ts';
import { CyclicDependency, UpdateAttribution } from './attribution.ts';
import { knownClock, UnknownPath } from './paths.ts';
import { PATHS_MAX, RuleCheck } from './rules.ts';
import type { GateState, UpdateSource } from './state.ts';
import { withoutKnown } from './trim-known.ts';
import { type Deletion, summarize, type UpdateSummary } from './update-reader.ts';

/** The relay's decision about an update, before any of it is applied. */
export type GateVerdict =
  /**
   * `isWhole` false: what depends on missing edits is to be left out. `newClientIds`: client ids that nothing
   * was written under before.
   */
  | {
      readonly type: 'accept';
      readonly isWhole: boolean;
      readonly newClientIds: readonly number[];
      /** The update without what the document has. */
      readonly news: Uint8Array;
    }
  /** It brings nothing that the document does not hold. */
  | { readonly type: 'nothing-new' }
  /** It depends on edits that the relay has not seen. */
  | { readonly type: 'gap' }
  /** It breaks a rule. */
  | { readonly type: 'refuse'; readonly refused: RefusedUpdate }
  /** No honest device sends this. */
  | { readonly type: 'malformed'; readonly reason: string };

function hasGap(doc: Y.Doc, { structs, needs, deletes }: UpdateSummary): boolean {
  const reach = (client: number): number => Math.max(knownClock(doc, client), structs.get(client)?.to ?? 0);
  for (const [client, { from, holeEnd }] of structs) {
    const have = knownClock(doc, client);
    if (from > have || (holeEnd !== undefined && holeEnd > have)) return true;
  }
  for (const [client, clock] of needs) if (clock >= reach(client)) return true;
  return deletes.some(({ client, to }) => to > reach(client));
}

function isDeleted(doc: Y.Doc, { client, from, to }: Deletion): boolean {
  const structs = doc.store.clients.get(client);
  if (!structs || to > knownClock(doc, client)) return false;
  for (let i = Y.findIndexSS(structs, from); i < structs.length; i++) {
    const struct = structs[i];
    if (!struct || struct.id.clock >= to) return true;
    if (!struct.deleted) return false;
  }
  return true;
}

function bringsNothing(doc: Y.Doc, { structs, deletes }: UpdateSummary): boolean {
  for (const [client, { to }] of structs) if (to > knownClock(doc, client)) return false;
  return deletes.every(each => isDeleted(doc, each));
}

const refuse = (code: GateCode, rule: string): GateVerdict => ({
  type: 'refuse',
  refused: { code, rule, paths: [] },
});

const NOTHING_RULE = 'this person changes nothing here';
const TOO_MANY_CONFLICTS = [
  'gate/too-many-conflicts',
  'one client’s edits of a key knew of none of each other',
] as const;

/**
 * Returns the client ids that `writer` would begin to write under; undefined where one is somebody else's, or
 * belongs to nobody and was written under.
 */
function newClientIdsOf(
  { doc, ownerOf }: GateState,
  writer: Writer,
  update: UpdateSummary,
): number[] | undefined {
  const fresh: number[] = [];
  for (const [client, { to }] of update.structs) {
    const have = knownClock(doc, client);
    if (to <= have) continue;
    const owner = ownerOf(client);
    if (owner ? owner.user !== writer.user : have > 0) return undefined;
    if (have === 0) fresh.push(client);
  }
  return fresh;
}

/** Judges one V1 update against the document as it is. Changes nothing. */
export function judge(
  update: Uint8Array,
  state: GateState,
  writer: Writer,
  source: UpdateSource = 'update',
): GateVerdict {
  const { doc } = state;
  const summary = summarize(update, {
    known: client => knownClock(doc, client),
    countsConflicts: source !== 'import',
  });
  const denied = denial(writer, 'objects');
  if (summary === 'malformed') return { type: 'malformed', reason: 'not a Yjs update' };
  if (summary === 'conflicts')
    return denied ? refuse(`gate/${denied}`, NOTHING_RULE) : refuse(...TOO_MANY_CONFLICTS);
  if (bringsNothing(doc, summary)) return { type: 'nothing-new' };
  const isGap = hasGap(doc, summary);
  // A writer without any right is not asked for more.
  if (isGap && source !== 'answer' && !denied) return { type: 'gap' };
  const newClientIds = newClientIdsOf(state, writer, summary);
  if (!newClientIds) return refuse('gate/client-id', 'a Yjs client id belongs to who first used it');
  try {
    // For a writer without any right, no more is looked at than a refusal names.
    const attribution = new UpdateAttribution(doc, summary, denied && PATHS_MAX);
    const refused = new RuleCheck({ state, writer, attribution, source }).refusal();
    if (refused) return { type: 'refuse', refused };
    // Also where nothing of it stands: a writer without any right hears that.
    if (denied) return refuse(`gate/${denied}`, NOTHING_RULE);
    if (!isGap && !attribution.isWhole)
      return { type: 'malformed', reason: 'structs that depend on each other' };
    return { type: 'accept', isWhole: !isGap, newClientIds, news: withoutKnown(update, summary) };
  } catch (error) {
    if (error instanceof UnknownPath) return refuse('gate/unknown', `no session has ${error.message}`);
    if (error instanceof CyclicDependency) return { type: 'malformed', reason: error.message };
    throw error;
  }
}

/**
 * Judges a whole document that its future host brings, for a session that is new here. Returns undefined
 * where it may come in.
 */
export function judgeImport(update: Uint8Array): RefusedUpdate | 'malformed' | undefined {
  const state = { doc: new Y.Doc(), ownerOf: () => undefined, bytes: () => update.length };
  const verdict = judge(update, state, { user: '', role: 'host', editing: true }, 'import');
  state.doc.destroy();
  if (verdict.type === 'refuse') return verdict.refused;
  return verdict.type === 'malformed' || verdict.type === 'gap' ? 'malformed' : undefined;
}
