import type { ReadonlySignal } from '@preact/signals-core';
import type { DeviceTime } from '../../shared/time.ts';
import type { Attribution, OpenSession, SelectedFields } from '../model/index.ts';
import { type NameContext, personOf } from './people.ts';
import { readOnlyReason } from './permissions.ts';
import { texts } from './text/index.ts';

/** The meaning of a lock on the selection for this person. */
export interface Lock {
  /** The people who locked it and who can unlock it, in words; empty where it is not locked. */
  readonly words: string;
  /** Why the selection cannot be changed now; undefined where it can. */
  readonly blocked: string | undefined;
  /** Why this person cannot take the lock off; undefined where they can. */
  readonly fixed: string | undefined;
}

/** The person who placed or last changed the selection, as a row: "Placed", "by Ana", ", 3 minutes ago". */
export interface MakerRow {
  readonly term: string;
  readonly by: string;
  /** Empty where nobody says. */
  readonly when: string;
  /** " (claimed)" where the document says so and the relay has not confirmed it; else empty. */
  readonly claimed: string;
}

/** The facts of the selection that both surfaces show. */
export interface SelectionFacts {
  readonly fields: SelectedFields;
  readonly title: string;
  readonly size: string;
  readonly lock: Lock;
  readonly makers: readonly MakerRow[];
  /** Why it cannot be changed now; undefined where it can. */
  readonly blocked: string | undefined;
}

interface SelectionContext extends NameContext {
  readonly open: ReadonlySignal<OpenSession | undefined>;
}

/** Undefined while nothing is selected. `now`: to say how long ago. */
export function selectionFacts(context: SelectionContext, now: DeviceTime): SelectionFacts | undefined {
  const open = context.open.value;
  const fields = open?.selected.value;
  if (!open || !fields) return undefined;
  const lock = lockOf(context, open, fields);
  const { created, changed, size } = fields;
  const row = (term: string, made: Attribution | 'several' | undefined): readonly MakerRow[] =>
    made ? [{ term, ...makerOf(context, open, made, now) }] : [];
  return {
    fields,
    title: texts.selection.selectionTitle(fields),
    size: size ? texts.selection.sizeWords(size) : texts.selection.OWN_SIZES,
    lock,
    makers: [...row(texts.selection.PLACED, created), ...row(texts.selection.CHANGED, changed)],
    blocked: readOnlyReason(open) ?? lock.blocked,
  };
}

/** Returns the lock on the selection; it is taken off by the person who locked it or by the host. */
export function lockOf(
  known: NameContext,
  open: OpenSession,
  { locked, lockedBy, count }: SelectedFields,
): Lock {
  if (!locked) return { words: '', blocked: undefined, fixed: undefined };
  const { unlockableWords, lockedWords, unlockedBy, SEVERAL_LOCKERS, UNLOCK_FIRST } = texts.selection;
  const isMine = lockedBy === open.user;
  const name = lockedBy ? personOf(known, open, lockedBy).name : undefined;
  const by = name ?? SEVERAL_LOCKERS;
  if (isMine || open.role.value === 'host')
    return {
      words: unlockableWords(isMine ? undefined : by, count),
      blocked: UNLOCK_FIRST,
      fixed: undefined,
    };
  return {
    words: lockedWords(by, count),
    blocked: texts.selection.lockedBy(by),
    fixed: unlockedBy(name),
  };
}

function makerOf(
  known: NameContext,
  open: OpenSession,
  made: Attribution | 'several',
  now: DeviceTime,
): Omit<MakerRow, 'term'> {
  const { BY_SEVERAL, CLAIMED, byWords, whenWords } = texts.selection;
  if (made === 'several') return { by: BY_SEVERAL, when: '', claimed: '' };
  const { name, isMe } = personOf(known, open, made.user);
  return {
    by: byWords(isMe ? undefined : name),
    when: whenWords(made, now),
    claimed: made.certain ? '' : CLAIMED,
  };
}
