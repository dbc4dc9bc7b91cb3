import { useSignal } from '@preact/signals';
import type { SessionService, ShareChoice } from '../../model/index.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Choice } from '../parts/choice.tsx';

const HOUR_S = 60 * 60;
const EXPIRIES = [
  { value: HOUR_S, title: '1 hour' },
  { value: 24 * HOUR_S, title: '24 hours' },
  { value: 7 * 24 * HOUR_S, title: '7 days' },
  { value: 30 * 24 * HOUR_S, title: '30 days' },
] as const;

const ROLES = [
  { value: 'editor', title: 'Can edit' },
  { value: 'viewer', title: 'Can only look' },
] as const;

/** 0 stands for any number. */
const USES = [
  { value: 0, title: 'Any number' },
  { value: 1, title: '1' },
  { value: 5, title: '5' },
  { value: 20, title: '20' },
] as const;

interface ShareFormProps {
  readonly service: SessionService;
  readonly blocked: string | undefined;
}

/** What the next code lets people do, for how long, and how many of them. */
export function ShareForm({ service, blocked }: ShareFormProps) {
  const role = useSignal<ShareChoice['role']>('editor');
  const expiresIn = useSignal<number>(24 * HOUR_S);
  const uses = useSignal<number>(0);
  const make = () =>
    service.createShare({
      role: role.value,
      expiresIn: expiresIn.value,
      ...(uses.value > 0 ? { maxUses: uses.value } : {}),
    });
  return (
    <div class="share-form">
      <Choice
        label="People with the code"
        options={ROLES}
        value={role.value}
        onChoose={value => {
          role.value = value;
        }}
      />
      <Choice
        label="It works for"
        options={EXPIRIES}
        value={expiresIn.value}
        onChoose={value => {
          expiresIn.value = value;
        }}
      />
      <Choice
        label="How many people can use it"
        options={USES}
        value={uses.value}
        onChoose={value => {
          uses.value = value;
        }}
      />
      <ActionButton label="Make a code" icon="share" look="primary" blocked={blocked} onPress={make} />
      {blocked && <p class="muted small">{blocked} The session itself goes on working here.</p>}
    </div>
  );
}
