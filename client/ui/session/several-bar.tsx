import type { OpenSession } from '../../model/index.ts';
import { readOnlyReason, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { ArrangeMenu } from './arrange-menu.tsx';

/** While presses select several: how many there are, all at once, what to do with them, and the way out. */
export function SeveralBar({ open }: { readonly open: OpenSession }) {
  const { model, actions } = useApp();
  if (!model.several.value) return null;
  const { size } = open.selection.value;
  return (
    <section class="several floating" aria-label="Selecting several">
      <p role="status">{texts.selection.severalWords(size)}</p>
      {size > 1 && readOnlyReason(open) === undefined && <ArrangeMenu count={size} side="above" />}
      <button type="button" class="button quiet" onClick={() => actions.selectAll()}>
        Select all
      </button>
      <button type="button" class="button primary" onClick={() => actions.selectSeveral(false)}>
        Done
      </button>
    </section>
  );
}
