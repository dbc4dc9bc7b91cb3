import type { AccessRequestView } from '../../../shared/api/index.ts';
import type { OpenSession } from '../../model/index.ts';
import { ago, isEditingOff, personOf, relayReason } from '../../model/index.ts';
import { useApp } from '../app-context.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Avatar } from '../parts/avatar.tsx';

/** For the host: who asks for what. Empty for everybody else. */
export const requestsOf = (open: OpenSession): readonly AccessRequestView[] =>
  open.role.value === 'host' ? (open.service.standing.value?.requests ?? []) : [];

/** "Bo asks to edit", with the host's one tap. */
export function RequestRow({
  open,
  request,
}: {
  readonly open: OpenSession;
  readonly request: AccessRequestView;
}) {
  const app = useApp();
  const { service } = open;
  const who = personOf(app, open, request.user_id);
  const name = request.name || who.name;
  const blocked = relayReason(open);
  const forAll = request.role === 'editor' && isEditingOff(open);
  const allow = async () => {
    if (forAll) await service.changePolicy({ allow_editing: true });
    await service.answerRequest(request.user_id as typeof open.user, true);
  };
  return (
    <li class="row request">
      <Avatar name={name} color={who.color} />
      <div class="row-text">
        <p>
          <strong>{name}</strong> asks to {request.role === 'editor' ? 'edit' : 'come in and look'}
        </p>
        <p class="muted small">
          {forAll
            ? 'Editing is off: allowing it turns it on for everybody.'
            : ago(Date.parse(request.at), Date.now())}
        </p>
      </div>
      <div class="row-actions">
        <ActionButton
          label="Not now"
          about={name}
          blocked={blocked}
          onPress={() => service.answerRequest(request.user_id as typeof open.user, false)}
        />
        <ActionButton label="Allow" look="primary" about={name} blocked={blocked} onPress={allow} />
      </div>
    </li>
  );
}
