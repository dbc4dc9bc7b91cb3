import type { AccessRequest, OpenSession } from '../../model/index.ts';
import { deviceNow } from '../../model/index.ts';
import { answer, grantWords, personOf, relayReason, requestWords, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Avatar } from '../parts/avatar.tsx';

/** "Bo asks to edit", with the host's one tap. */
export function RequestRow({
  open,
  request,
}: {
  readonly open: OpenSession;
  readonly request: AccessRequest;
}) {
  const app = useApp();
  const who = personOf(app, open, request.user_id);
  const name = request.name || who.name;
  const blocked = relayReason(open);
  return (
    <li class="row request">
      <Avatar name={name} color={who.color} />
      <div class="row-text">
        <p>
          <strong>{name}</strong> {requestWords(request)}
        </p>
        <p class="muted small">{grantWords(open, request) ?? texts.numbers.ago(request.at, deviceNow())}</p>
      </div>
      <div class="row-actions">
        <ActionButton
          label="Not now"
          about={name}
          blocked={blocked}
          onPress={() => answer(open, request, false)}
        />
        <ActionButton
          label="Allow"
          look="primary"
          about={name}
          blocked={blocked}
          onPress={() => answer(open, request, true)}
        />
      </div>
    </li>
  );
}
