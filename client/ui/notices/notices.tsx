import { type Prompt, type PromptKind, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { type DrawnIcon, Icon } from '../parts/icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';

const ICONS: Record<Prompt['tone'], DrawnIcon> = { info: 'info', waiting: 'alert', loss: 'alert' };
/** Kinds of prompts that stay above whichever screen is shown until they are put away. */
const KINDS: ReadonlySet<PromptKind> = new Set(['loss', 'alignment', 'notice', 'update']);

export function NoticeList() {
  const { model, prompts } = useApp();
  const library = model.library.value;
  // The library says this by itself, where the sessions would be.
  const said =
    model.session.value.state === 'closed' && library.state === 'unavailable'
      ? library.error.code
      : undefined;
  return (
    <div class="notices" role="status" aria-live="polite" aria-relevant="additions text">
      {prompts.value
        .filter(({ kind, key }) => KINDS.has(kind) && key !== said)
        .map(prompt => (
          <NoticeCard key={prompt.key} notice={prompt} />
        ))}
    </div>
  );
}

export function NoticeCard({ notice }: { readonly notice: Prompt }) {
  const { tone, title, detail, actions, dismiss } = notice;
  return (
    <div class={`notice tone-${tone}`}>
      <Icon name={ICONS[tone]} />
      <div class="notice-body">
        <p class="notice-title">{title}</p>
        <p class="muted small">{detail}</p>
      </div>
      {dismiss && <IconButton icon="close" label={texts.prompts.dismiss(title)} onClick={dismiss} />}
      <div class="notice-actions">
        {actions.map(({ label, blocked, run }) => (
          <button
            key={label}
            type="button"
            class="button"
            disabled={blocked !== undefined}
            onClick={() => void run()}
          >
            {label}
          </button>
        ))}
      </div>
    </div>
  );
}
