import * as Y from 'yjs';
import type { GateCode } from '../relay-messages.ts';
import type { Edit } from './edits.ts';
import { denial, mayName, type Writer } from './roles.ts';
import { root } from './schema.ts';
import { entryProblem, valueProblem } from './values.ts';

/** Returns why the relay would refuse this edit of `doc` by `writer`, as far as a device can tell. */
export function deniedReason(doc: Y.Doc, edit: Edit, writer: Writer): GateCode | undefined {
  const existing = root(doc, edit.root).get(edit.id);
  const held = (key: string): unknown => (existing instanceof Y.Map ? existing.get(key) : undefined);
  const owners = { objects: held('locked'), participants: edit.id } as Partial<Record<string, unknown>>;
  const owner = owners[edit.root];
  const denied = denial(writer, edit.root, typeof owner === 'string' ? owner : undefined);
  if (denied) return `gate/${denied}`;
  const misnamed = entryProblem(edit.root, edit.id);
  if (misnamed) return `gate/${misnamed}`;
  if (edit.type === 'remove') return undefined;
  const values: readonly (readonly [string | undefined, unknown])[] =
    edit.type === 'value' ? [[undefined, edit.value]] : edit.values;
  const kind = values.find(([key]) => key === 'kind')?.[1] ?? held('kind');
  for (const [key, value] of values) {
    if ((key === 'by' || key === 'locked') && !mayName(writer, value)) return 'gate/not-yours';
    const place = { root: edit.root, entry: edit.id, key, kind: typeof kind === 'string' ? kind : undefined };
    const flaw = valueProblem(place, value);
    if (flaw) return `gate/${flaw}`;
  }
  return undefined;
}
