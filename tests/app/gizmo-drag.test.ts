import { describe, expect, it } from 'vitest';
import { GizmoDrag } from '../../client/app/viewport/gizmo-drag.ts';
import type { IntentBatch } from '../../client/model/index.ts';
import type { GizmoEvent } from '../../client/scene/index.ts';
import { LIMITS } from '../../shared/limits.ts';
import { at, id } from '../support/builders.ts';

/** A drag of these objects; `gone` are deleted while it lasts. */
function dragOf(...names: string[]) {
  const written: IntentBatch[] = [];
  const gone = new Set<string>();
  const drag = new GizmoDrag(
    batch => written.push(batch),
    each => !gone.has(each),
  );
  const say = (phase: GizmoEvent['phase'], x: number, now = 0): void =>
    drag.change({ phase, placements: names.map(name => ({ id: id(name), placement: at(x) })) }, now);
  const where = (batch: IntentBatch | undefined) =>
    batch?.intents.map(each => (each.type === 'move-object' ? [each.id, each.placement.position[0]] : each));
  return { drag, written, gone, say, last: () => where(written.at(-1)) };
}

describe('a drag of the handles', () => {
  it('[APP-16] writes a checkpoint now and then and where it ends, as one gesture', () => {
    const { drag, written, say, last } = dragOf('a');
    say('start', 0);
    say('move', 1, LIMITS.checkpointMs - 1);
    expect(written).toEqual([]);
    expect(drag.held).toHaveLength(1);
    say('move', 2, LIMITS.checkpointMs);
    expect(last()).toEqual([['a', 2]]);
    say('move', 3, LIMITS.checkpointMs + 1);
    expect(written).toHaveLength(1);
    say('end', 4, LIMITS.checkpointMs + 2);
    expect(last()).toEqual([['a', 4]]);
    expect(new Set(written.map(({ gesture }) => gesture)).size).toBe(1);
    expect(drag.held).toEqual([]);
  });

  it('[APP-16] that is cut off by the end of the page stays where it was, whatever the handles say afterwards', () => {
    const { drag, written, say, last } = dragOf('a');
    say('start', 0);
    say('move', 3, 1);
    drag.letGo();
    expect(last()).toEqual([['a', 3]]);
    say('cancel', 0, 2);
    say('move', 9, LIMITS.checkpointMs * 2);
    expect(written).toHaveLength(1);
    expect(drag.held).toEqual([]);
  });

  it('[APP-16] that has not moved yet writes nothing when it is cut off', () => {
    const { drag, written, say } = dragOf('a');
    say('start', 0);
    drag.letGo();
    expect(written).toEqual([]);
  });

  it('[APP-16] that is cancelled writes where it began', () => {
    const { say, last } = dragOf('a');
    say('start', 0);
    say('move', 3, LIMITS.checkpointMs);
    say('cancel', 0, LIMITS.checkpointMs + 1);
    expect(last()).toEqual([['a', 0]]);
  });

  it('[APP-17] knows when somebody deletes one of them, and ends where all of them are', () => {
    const { drag, gone, say, last } = dragOf('a', 'b');
    say('start', 0);
    say('move', 2, 1);
    expect(drag.holdsDeleted).toBe(false);
    gone.add('a');
    expect(drag.holdsDeleted).toBe(true);
    drag.letGo();
    expect(last()).toEqual([
      ['a', 2],
      ['b', 2],
    ]);
  });
});
