import type { OpenSession } from '../../model/index.ts';
import { readOnlyReason, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { useCommand } from '../parts/command-button.tsx';
import { ArrangeMenu } from './arrange-menu.tsx';

/** While presses select several: how many there are, all at once, what to do with them, and the way out. */
export function SeveralBar({ open }: { readonly open: OpenSession }) {
  const { model, press } = useApp();
  const all = useCommand('select-all');
  const done = useCommand('finish-selecting');
  if (!model.several.value) return null;
  const { size } = open.selection.value;
  return (
    <section class="several floating" aria-label={texts.selection.SELECTING_SEVERAL}>
      <p role="status">{texts.selection.severalWords(size, press)}</p>
      {size > 1 && readOnlyReason(open) === undefined && <ArrangeMenu count={size} side="above" />}
      <button type="button" class="button quiet" onClick={all.run}>
        {all.label}
      </button>
      <button type="button" class="button primary" onClick={done.run}>
        {done.label}
      </button>
    </section>
  );
}
