import { effect, type ReadonlySignal } from '@preact/signals-core';
import type { ObjectId } from '../../../shared/ids.ts';
import type { Actions, Model } from '../../model/index.ts';

type Selection = ReadonlySignal<ReadonlySet<ObjectId>>;

/**
 * Selecting several by single presses: it ends by itself once nothing is selected any more, and with its
 * session.
 */
export function multiSelect({
  several,
  session,
  choice,
}: Pick<Model, 'several' | 'session' | 'choice'>): Actions['selectSeveral'] {
  let followed: Selection | undefined;
  let wasSome = false;
  effect(() => {
    const state = session.value;
    const selection = state.state === 'open' ? state.open.selection : undefined;
    const isSome = selection !== undefined && selection.value.size > 0;
    if (selection !== followed || (wasSome && !isSome)) several.value = false;
    followed = selection;
    wasSome = isSome;
  });
  return isOn => {
    if (isOn) choice.value = { tool: 'select' };
    several.value = isOn;
  };
}
