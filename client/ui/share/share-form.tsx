import { useSignal } from '@preact/signals';
import type { SessionService } from '../../model/index.ts';
import { shareOptions, texts, usualShare } from '../../view/index.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Choice } from '../parts/choice.tsx';

interface ShareFormProps {
  readonly service: SessionService;
  readonly blocked: string | undefined;
}

/** Shows the choices for the next code: what it lets people do, for how long, and how many of them. */
export function ShareForm({ service, blocked }: ShareFormProps) {
  const usual = usualShare('editor');
  const role = useSignal(usual.role);
  const expiresIn = useSignal(usual.expiresIn);
  const uses = useSignal(0);
  const { roles, expiries, uses: numbers } = shareOptions();
  const { WHO, HOW_LONG, HOW_MANY, MAKE, goesOn } = texts.sharing;
  const make = () =>
    service.createShare({
      role: role.value,
      expiresIn: expiresIn.value,
      ...(uses.value > 0 ? { maxUses: uses.value } : {}),
    });
  return (
    <div class="share-form">
      <Choice
        label={WHO}
        options={roles}
        value={role.value}
        onChoose={value => {
          role.value = value;
        }}
      />
      <Choice
        label={HOW_LONG}
        options={expiries}
        value={expiresIn.value}
        onChoose={value => {
          expiresIn.value = value;
        }}
      />
      <Choice
        label={HOW_MANY}
        options={numbers}
        value={uses.value}
        onChoose={value => {
          uses.value = value;
        }}
      />
      <ActionButton label={MAKE} icon="share" look="primary" blocked={blocked} onPress={make} />
      {blocked && <p class="muted small">{goesOn(blocked)}</p>}
    </div>
  );
}
