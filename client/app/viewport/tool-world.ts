import { isForLooking, type Model, type ToolWorld } from '../../model/index.ts';
import type { StagedSession } from './staged-session.ts';

/** What the tools may know of the session as it is now. */
export function toolWorld(model: Model, { session, view, mayEdit }: StagedSession): ToolWorld {
  const choice = model.choice.peek();
  return {
    objects: session.document.objects,
    choice: mayEdit || isForLooking(choice) ? choice : { tool: 'select' },
    color: model.color.peek(),
    selection: session.editing.selection.peek(),
    several: model.several.peek(),
    mayEdit,
    snaps: model.snaps.peek(),
    pick: ray => view.pick(ray),
  };
}
