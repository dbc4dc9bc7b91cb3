import { describe, expect, it } from 'vitest';
import { createEditing } from '../../client/app/editing/editing.ts';
import { createSessionAssets } from '../../client/app/editing/session-assets.ts';
import { presentEdits } from '../../client/app/rebase/refused-edits.ts';
import { LIMITS } from '../../shared/limits.ts';
import { type Edit, limitScale } from '../../shared/session/index.ts';
import { AUTHOR, documentOf, idAt, SHAPE_NAMES } from '../shared/shapes.ts';
import { steep } from '../support/growth.ts';

const MINUTE = 60_000;
const failed = (error: { readonly code: string }): never => {
  throw new Error(error.code);
};

describe('what a person does to all of a session', () => {
  it.each(SHAPE_NAMES)(
    '[SHAPE-6] grows with its size: %s',
    shape => {
      expect(
        steep((n, step) => {
          const document = documentOf(shape, n);
          const editing = createEditing(document, AUTHOR.user, failed, () => ({}));
          const undone = (name: string, work: () => void): void => {
            document.history.clear();
            step(name, work);
            step(`undo: ${name}`, () => {
              if (document.history.canUndo) editing.undo();
            });
          };
          step('select all', editing.selectAll);
          step('say what is selected', () => editing.selected.value);
          step('count what is hidden', () => editing.hiddenCount.value);
          undone('align', () => editing.arrange({ arrange: 'align', axis: 'x', to: 'low' }));
          undone('distribute', () => editing.arrange({ arrange: 'distribute', axis: 'x' }));
          undone('group', () => editing.arrange({ arrange: 'group' }));
          undone('ungroup', () => editing.arrange({ arrange: 'ungroup' }));
          undone('resize', () => editing.resize(1.1));
          undone('duplicate', editing.duplicate);
          step('show what is hidden', editing.showHidden);
          editing.select(new Set(document.objects.keys()));
          undone('remove all', editing.remove);
          expect(editing.selection.value.size).toBe(0);
          editing.close();
        }),
      ).toEqual([]);
    },
    MINUTE,
  );

  it('[SHAPE-6] knows of every model that was brought, and of every kept edit, in time that grows with them', () => {
    expect(
      steep((n, step) => {
        const document = documentOf('many models', n);
        step('list what was brought', () => {
          const brought = createSessionAssets(document);
          expect(brought.list.value).toHaveLength(n);
          brought.close();
        });
        const edits = Array.from(
          { length: n },
          (_, i): Edit => ({
            type: 'keys',
            root: 'objects',
            id: idAt(i),
            own: true,
            values: [['color', '#112233']],
            cleared: [],
          }),
        );
        step('say what was refused', () => expect(presentEdits(document, edits)).toHaveLength(n));
      }),
    ).toEqual([]);
  });

  it('[SHAPE-6] holds as many as there can be, where a call takes no more arguments', () => {
    const many = Array.from({ length: 200_000 }, (_, i) => {
      const side = 0.1 + (i % 7);
      return {
        parent: null,
        position: [i, 0, 0],
        rotation: [0, 0, 0, 1],
        scale: [side, side, side],
      } as const;
    });
    expect(limitScale(1e9, [[1, 1, 1]], many)).toBeGreaterThanOrEqual(1);
    expect(limitScale(1e-9, [[1, 1, 1]], many)).toBeCloseTo(LIMITS.scaleMin / 0.1, 6);
  });
});
