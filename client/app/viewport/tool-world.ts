import { isForLooking, type Model, type ToolOutput, type ToolWorld } from '../../model/index.ts';
import type { SceneView } from '../../scene/index.ts';
import type { LiveSession } from '../session/session.ts';

export const mayEdit = (session: LiveSession): boolean => session.open.permission.peek() === 'edit';

/** What the tools may know of the session as it is now. */
export function toolWorld(model: Model, session: LiveSession, view: SceneView): ToolWorld {
  const choice = model.choice.peek();
  const editable = mayEdit(session);
  return {
    objects: session.document.objects,
    choice: editable || isForLooking(choice) ? choice : { tool: 'select' },
    color: model.color.peek(),
    selection: session.editing.selection.peek(),
    several: model.several.peek(),
    mayEdit: editable,
    snaps: model.snaps.peek(),
    pick: ray => view.pick(ray),
  };
}

/** Writes what the tools made of a frame into the session, and selects what they selected. */
export function writeOut({ document, editing }: LiveSession, { batches, selection }: ToolOutput): void {
  for (const { intents, gesture } of batches) {
    // What somebody deleted since the last frame must not take the rest of the hand's things with it.
    const possible = intents.filter(each => each.type !== 'move-object' || document.objects.has(each.id));
    editing.apply({ intents: possible, gesture });
  }
  if (selection) editing.select(selection);
}
