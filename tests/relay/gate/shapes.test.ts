import { expect, it } from 'vitest';
import { DocumentReader } from '../../../relay/rooms/document-reader.ts';
import { AUTHOR, documentOf, idAt, SHAPE_NAMES } from '../../shared/shapes.ts';
import { steep } from '../../support/growth.ts';

const PAGE = 10;

function listed(view: DocumentReader): string[] {
  const ids: string[] = [];
  let after: string | undefined = '';
  while (after !== undefined) {
    const page = view.objects(after, PAGE);
    ids.push(...page.objects.map(({ id }) => id));
    after = page.next;
  }
  return ids;
}

it.each(SHAPE_NAMES)(
  '[SHAPE-8] the relay lists a session page by page in time that grows with it: %s',
  shape => {
    expect(
      steep((n, step) => {
        const { doc } = documentOf(shape, n);
        const view = new DocumentReader(doc);
        let ids: string[] = [];
        step('list', () => {
          ids = listed(view);
        });
        step('count', () => view.objectsCount);
        expect(ids).toHaveLength(n);
      }),
    ).toEqual([]);
  },
);

it('[SHAPE-8] the relay’s list follows what comes and goes between two pages', () => {
  const document = documentOf('scattered', 30);
  const view = new DocumentReader(document.doc);
  const first = view.objects('', PAGE);
  expect(first.next).toBe(idAt(9));
  document.apply(AUTHOR, [{ type: 'delete-object', id: idAt(12) }]);
  const second = view.objects(first.next ?? '', PAGE);
  expect(second.objects.map(({ id }) => id)).not.toContain(idAt(12));
  expect(second.next).toBe(idAt(20));
  expect(view.objectsCount).toBe(29);
  document.undo(AUTHOR.user);
  expect(listed(view)).toHaveLength(30);
});
