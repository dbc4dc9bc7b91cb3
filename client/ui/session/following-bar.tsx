import type { OpenSession } from '../../model/index.ts';
import { followingWords, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { CommandWords } from '../parts/command-button.tsx';

/** With whom the view goes, and how to have it back. */
export function FollowingBar({ open }: { readonly open: OpenSession }) {
  const following = useApp().model.following.value;
  if (!following) return null;
  return (
    <div class="following floating">
      <p role="status">
        {followingWords(open, following)}
        <span class="muted with-keyboard">{texts.together.ESC_STOPS}</span>
      </p>
      <CommandWords id="stop-following" isPlain />
    </div>
  );
}
