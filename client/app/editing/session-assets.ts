import { type ReadonlySignal, signal } from '@preact/signals-core';
import { bundledModel, kindOf } from '../../../shared/kinds/index.ts';
import type { SessionDocument, SessionObject } from '../../../shared/session/index.ts';
import type { Brought } from '../../model/index.ts';

/**
 * The models and pictures of the open session that did not come with the app: what its objects are made of,
 * and what was just imported.
 */
export interface SessionAssets {
  readonly list: ReadonlySignal<readonly Brought[]>;
  add(asset: Brought): void;
  close(): void;
}

export function createSessionAssets(document: SessionDocument): SessionAssets {
  const list = signal<readonly Brought[]>([]);
  const known = new Set<string>();
  const add = (assets: readonly Brought[]): void => {
    const fresh = assets.filter(({ asset }) => {
      const isNew = !known.has(asset);
      known.add(asset);
      return isNew;
    });
    if (fresh.length > 0) list.value = [...list.peek(), ...fresh];
  };
  const addThoseOf = (objects: Iterable<SessionObject>): void =>
    add(
      [...objects].flatMap(({ asset, kind, name, placement }) =>
        asset === undefined || bundledModel(asset) || (kind !== 'model' && kind !== 'image')
          ? []
          : [{ asset, kind, title: name ?? kindOf(kind)?.title ?? kind, size: placement.scale }],
      ),
    );
  addThoseOf(document.objects.values());
  const stop = document.subscribe(changes =>
    addThoseOf(changes.flatMap(change => (change.type === 'object-placed' ? [change.object] : []))),
  );
  return { list, add: asset => add([asset]), close: stop };
}
