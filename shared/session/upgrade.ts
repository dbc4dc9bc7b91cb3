import type * as Y from 'yjs';
import { FORMAT, root } from './schema.ts';

/**
 * Takes a document from one format to the next. Steps run on whichever device opens an old document first,
 * perhaps on several at once, so a step must be idempotent and convergent: it may only set keys to values
 * that follow from the document alone.
 */
export interface UpgradeStep {
  readonly to: number;
  readonly run: (doc: Y.Doc) => void;
}

export type FormatState =
  | { readonly state: 'current' }
  | { readonly state: 'older'; readonly format: number }
  | { readonly state: 'newer'; readonly format: number };

/**
 * No format before the first, so no steps yet. A change of `FORMAT` adds its step here and a fixture of old
 * bytes to the tests.
 */
const STEPS: readonly UpgradeStep[] = [];

/** The document's format; 1 where it says none, as documents made by a plain Yjs script do. */
export function readFormat(doc: Y.Doc): number {
  const value = root(doc, 'meta').get('format');
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : 1;
}

export function formatState(doc: Y.Doc, ours: number = FORMAT): FormatState {
  const format = readFormat(doc);
  if (format === ours) return { state: 'current' };
  return { state: format < ours ? 'older' : 'newer', format };
}

/** Brings an older document up to `ours` in one transaction; leaves a current or newer one alone. */
export function upgrade(
  doc: Y.Doc,
  ours: number = FORMAT,
  steps: readonly UpgradeStep[] = STEPS,
): FormatState {
  const before = formatState(doc, ours);
  if (before.state !== 'older') return before;
  doc.transact(() => {
    for (const step of steps) if (step.to > before.format && step.to <= ours) step.run(doc);
    root(doc, 'meta').set('format', ours);
  }, 'upgrade');
  return { state: 'current' };
}
