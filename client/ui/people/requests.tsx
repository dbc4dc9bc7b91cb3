import { type RequestRow as Row, texts } from '../../view/index.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Avatar } from '../parts/avatar.tsx';

/** "Bo asks to edit", with the host's one tap. */
export function RequestLine({ request }: { readonly request: Row }) {
  const { name, color, asks, detail, blocked, answer } = request;
  const { NOT_NOW, ALLOW } = texts.requests;
  return (
    <li class="row request">
      <Avatar name={name} color={color} />
      <div class="row-text">
        <p>
          <strong>{name}</strong> {asks}
        </p>
        <p class="muted small">{detail}</p>
      </div>
      <div class="row-actions">
        <ActionButton label={NOT_NOW} about={name} blocked={blocked} onPress={() => answer(false)} />
        <ActionButton
          label={ALLOW}
          look="primary"
          about={name}
          blocked={blocked}
          onPress={() => answer(true)}
        />
      </div>
    </li>
  );
}
