import { effect, type ReadonlySignal } from '@preact/signals-core';
import type { ObjectId } from '../../../shared/ids.ts';
import type { Pose } from '../../../shared/pose.ts';
import type { Actions, Model } from '../../model/index.ts';
import type { LiveSession } from '../session/session.ts';
import { placeInFront } from './place-in-front.ts';

export type ToolActions = Pick<
  Actions,
  'choose' | 'setColor' | 'setSnaps' | 'setGizmo' | 'placeInFront' | 'selectSeveral'
>;

export interface ToolContext {
  readonly model: Model;
  readonly session: ReadonlySignal<LiveSession | undefined>;
  /** This person's head, session space; undefined where nobody knows. */
  head(): Pose | undefined;
}

/** Returns the actions that decide what the next press does and how the next object looks. */
export function toolActions({ model, session, head }: ToolContext): ToolActions {
  return {
    choose: choice => {
      model.several.value = false;
      model.choice.value = choice;
    },
    setColor: color => {
      model.color.value = color;
      session.peek()?.editing.edit({ color });
    },
    setSnaps: snaps => {
      model.snaps.value = snaps;
    },
    setGizmo: mode => {
      model.gizmo.value = mode;
    },
    placeInFront: choice => {
      const [eyes, live] = [head(), session.peek()];
      if (choice.tool !== 'place' || !eyes || !live) return;
      const { editing, document } = live;
      const others = [...document.objects.values()].filter(({ hidden }) => !hidden);
      const intent = placeInFront(choice, eyes, model.color.peek(), others);
      if (intent?.type !== 'place-object') return;
      if (editing.apply({ intents: [intent], gesture: undefined })) editing.select(new Set([intent.id]));
    },
    selectSeveral: multiSelect(model),
  };
}

/**
 * Selecting several objects by single presses. The mode ends by itself once nothing is selected any more, and
 * with its session.
 */
export function multiSelect({
  several,
  session,
  choice,
}: Pick<Model, 'several' | 'session' | 'choice'>): Actions['selectSeveral'] {
  let before: OpenSelection;
  let wasSome = false;
  effect(() => {
    const state = session.value;
    const selection = state.state === 'open' ? state.open.selection : undefined;
    const isSome = selection !== undefined && selection.value.size > 0;
    if (selection !== before || (wasSome && !isSome)) several.value = false;
    before = selection;
    wasSome = isSome;
  });
  return isOn => {
    if (isOn) choice.value = { tool: 'select' };
    several.value = isOn;
  };
}

type OpenSelection = ReadonlySignal<ReadonlySet<ObjectId>> | undefined;
