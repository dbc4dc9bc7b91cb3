import type { Prompt, PromptKind } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Avatar } from '../parts/avatar.tsx';
import { type DrawnIcon, Icon } from '../parts/icon.tsx';

/** The prompts shown in the banner, with their icons; the others have places of their own. */
const ICONS: Partial<Record<PromptKind, DrawnIcon>> = {
  lockout: 'alert',
  request: 'ask',
  refused: 'alert',
  'read-only': 'show',
};

/** The one thing about this session that the person should know now. */
export function Banner() {
  const prompt = useApp().prompts.value.find(({ kind }) => ICONS[kind] !== undefined);
  return prompt ? <Bar key={prompt.key} prompt={prompt} /> : null;
}

function Bar({ prompt: { kind, tone, title, detail, from, actions } }: { readonly prompt: Prompt }) {
  return (
    <div class={`banner floating tone-${tone}`} role="status">
      {from ? <Avatar {...from} /> : <Icon name={ICONS[kind] ?? 'info'} />}
      <p class="banner-text">
        <strong>{title}</strong> <span class="muted small">{detail}</span>
      </p>
      {actions.map(({ label, isMain, blocked, run }) => (
        <ActionButton
          key={label}
          label={label}
          blocked={blocked}
          {...(isMain ? { look: 'primary' } : {})}
          {...(from ? { about: from.name } : {})}
          onPress={run}
        />
      ))}
    </div>
  );
}
