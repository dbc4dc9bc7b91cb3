import type { OpenSession } from '../../model/index.ts';
import { followingWords, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { useCommand } from '../parts/command-button.tsx';

/** With whom the view goes, and how to have it back. */
export function FollowingBar({ open }: { readonly open: OpenSession }) {
  const { model } = useApp();
  const { label, run } = useCommand('stop-following');
  const following = model.following.value;
  if (!following) return null;
  return (
    <div class="following floating">
      <p role="status">
        {followingWords(open, following)}
        <span class="muted with-keyboard">{texts.together.ESC_STOPS}</span>
      </p>
      <button type="button" class="button" onClick={run}>
        {label}
      </button>
    </div>
  );
}
