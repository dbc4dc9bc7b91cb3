import { type ReadonlySignal, signal } from '@preact/signals-core';
import { bundledModel, kindOf } from '../../shared/kinds/index.ts';
import type { SessionDocument, SessionObject } from '../../shared/session/index.ts';
import type { Brought } from '../model/index.ts';

/** The models and pictures of the open session that did not come with the app: what its objects are made of, and what was just brought. */
export interface BroughtAssets {
  readonly list: ReadonlySignal<readonly Brought[]>;
  add(brought: Brought): void;
  close(): void;
}

export function createBrought(document: SessionDocument): BroughtAssets {
  const list = signal<readonly Brought[]>([]);
  const add = (brought: Brought): void => {
    if (!list.peek().some(each => each.asset === brought.asset)) list.value = [...list.peek(), brought];
  };
  const note = (object: SessionObject): void => {
    const { asset, kind, name, placement } = object;
    if (asset === undefined || bundledModel(asset) || (kind !== 'model' && kind !== 'image')) return;
    add({ asset, kind, title: name ?? kindOf(kind)?.title ?? kind, size: placement.scale });
  };
  for (const object of document.objects.values()) note(object);
  const stop = document.subscribe(changes => {
    for (const change of changes) if (change.type === 'object-placed') note(change.object);
  });
  return { list, add, close: stop };
}
