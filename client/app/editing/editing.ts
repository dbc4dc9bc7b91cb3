import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import type { AppError, Result } from '../../../shared/errors.ts';
import type { ObjectId, UserId } from '../../../shared/ids.ts';
import { type Fields, kindOf } from '../../../shared/kinds/index.ts';
import type { Authors } from '../../../shared/relay-messages.ts';
import type { Intent, SessionDocument, SessionObject } from '../../../shared/session/index.ts';
import type { Arrangement, IntentBatch, OpenSession, SelectedFields } from '../../model/index.ts';
import { deviceNow } from '../../model/index.ts';
import { arrange } from './arrange.ts';
import { attribute, common, userIn } from './attribution.ts';
import { duplicate } from './duplicate.ts';
import { resize } from './resize.ts';

/**
 * The only way in which this device writes to the open session, and the selection that most of it applies to.
 */
export interface Editing {
  readonly selection: ReadonlySignal<ReadonlySet<ObjectId>>;
  readonly selected: ReadonlySignal<SelectedFields | undefined>;
  readonly history: OpenSession['history'];
  readonly objectCount: ReadonlySignal<number>;
  readonly hiddenCount: ReadonlySignal<number>;
  /** The last intents of this person, for subscribers. */
  readonly done: ReadonlySignal<readonly Intent[]>;
  /** Returns false where the document refused; the reason has been reported then. */
  apply(batch: IntentBatch): boolean;
  select(ids: ReadonlySet<ObjectId>): void;
  /** Selects everything that is not hidden. */
  selectAll(): void;
  edit(fields: Fields): void;
  duplicate(): void;
  arrange(how: Arrangement): void;
  /** Makes the selection `factor` times as large. */
  resize(factor: number): void;
  remove(): void;
  showHidden(): void;
  undo(): void;
  redo(): void;
  close(): void;
}

export function createEditing(
  document: SessionDocument,
  user: UserId,
  refuse: (error: AppError) => void,
  authors: () => Authors,
): Editing {
  const selection = signal<ReadonlySet<ObjectId>>(new Set());
  const revision = signal(0);
  const history = signal({ canUndo: false, canRedo: false });
  const done = signal<readonly Intent[]>([]);

  const concealed = new Set<ObjectId>();
  for (const { id, hidden } of document.objects.values()) if (hidden) concealed.add(id);

  const stopChanges = document.subscribe(changes => {
    revision.value += 1;
    let hasLost = false;
    for (const change of changes) {
      if (change.type === 'object-placed' || change.type === 'object-changed') {
        const { id, hidden } = change.object;
        if (hidden) concealed.add(id);
        else concealed.delete(id);
      } else if (change.type === 'object-removed') {
        concealed.delete(change.id);
        hasLost ||= selection.value.has(change.id);
      }
    }
    if (hasLost) selection.value = new Set([...selection.value].filter(id => document.objects.has(id)));
  });
  const stopHistory = document.history.onChange(() => {
    const { canUndo, canRedo } = document.history;
    history.value = { canUndo, canRedo };
  });

  const reported = (result: Result<void>): boolean => {
    if (!result.ok) refuse(result.error);
    return result.ok;
  };
  const apply = ({ intents, gesture }: IntentBatch): boolean => {
    const author = { user, at: deviceNow(), ...(gesture === undefined ? {} : { gesture }) };
    const isTaken = reported(document.apply(author, intents));
    if (isTaken) done.value = intents;
    return isTaken;
  };
  const once = (intents: readonly Intent[]): boolean => apply({ intents, gesture: undefined });
  const chosen = (): SessionObject[] => [...selection.value].flatMap(id => document.objects.get(id) ?? []);

  return {
    selection,
    selected: selectedFields(document, selection, revision, authors),
    history,
    done,
    objectCount: computed(() => {
      revision.value;
      return document.objects.size;
    }),
    hiddenCount: computed(() => {
      revision.value;
      return concealed.size;
    }),
    apply,
    select: ids => {
      selection.value = new Set([...ids].filter(id => document.objects.has(id)));
    },
    selectAll: () => {
      const seen = [...document.objects.values()].filter(({ hidden }) => !hidden);
      selection.value = new Set(seen.map(({ id }) => id));
    },
    edit: fields => {
      once(chosen().map(({ id }) => ({ type: 'edit-object', id, fields })));
    },
    duplicate: () => {
      const copies = duplicate(chosen(), document.objects);
      if (once(copies.intents)) selection.value = copies.chosen;
    },
    arrange: how => {
      once(arrange(chosen(), how, document.objects));
    },
    resize: factor => {
      once(resize(chosen(), factor, document.objects));
    },
    remove: () => {
      once(chosen().map(({ id }) => ({ type: 'delete-object', id })));
    },
    showHidden: () => {
      const ids = [...concealed];
      const shown = once(ids.map(id => ({ type: 'edit-object', id, fields: { hidden: undefined } })));
      if (shown) selection.value = new Set(ids);
    },
    undo: () => {
      reported(document.undo(user));
    },
    redo: () => {
      reported(document.redo(user));
    },
    close: () => {
      stopChanges();
      stopHistory();
    },
  };
}

function selectedFields(
  document: SessionDocument,
  selection: Signal<ReadonlySet<ObjectId>>,
  revision: Signal<number>,
  authors: () => Authors,
): ReadonlySignal<SelectedFields | undefined> {
  return computed(() => {
    // The document's mirror is not a signal; the revision stands for it.
    revision.value;
    const objects = [...selection.value].flatMap(id => document.objects.get(id) ?? []);
    if (objects.length === 0) return undefined;
    const hasText = objects.every(({ kind }) => kindOf(kind)?.fields.includes('text'));
    return {
      count: objects.length,
      kind: common(objects.map(({ kind }) => kind)),
      asset: common(objects.map(({ asset }) => asset)),
      color: common(objects.map(({ color, kind }) => color ?? kindOf(kind)?.color)),
      text: hasText ? common(objects.map(({ text }) => text ?? '')) : undefined,
      hasText,
      size: objects.length === 1 ? objects[0]?.placement.scale : undefined,
      locked: objects.every(({ locked }) => locked !== undefined),
      lockedBy: userIn(common(objects.map(({ locked }) => locked))),
      ...attribute(document, objects, authors()),
    };
  });
}
