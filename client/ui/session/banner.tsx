import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { OpenSession } from '../../model/index.ts';
import {
  readOnlyReason,
  refusalReason,
  refusalTitle,
  refusalTone,
  refusedOf,
  relayReason,
  requestsOf,
} from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { RequestRow } from '../people/requests.tsx';

/** The one thing about this session that the person should know now: what needs a decision comes first. */
export function Banner({ open }: { readonly open: OpenSession }) {
  const { screen } = useApp();
  const refused = refusedOf(open);
  const request = requestsOf(open)[0];
  const readOnly = readOnlyReason(open);
  if (refused)
    return (
      <Bar
        icon="alert"
        tone={refusalTone(refused)}
        title={refusalTitle(refused)}
        detail={refusalReason(refused)}
      >
        <button
          type="button"
          class="button"
          onClick={() => {
            screen.dialog.value = 'refused';
          }}
        >
          {refused.state === 'asked' ? 'Waiting for the host' : 'What now?'}
        </button>
      </Bar>
    );
  if (request)
    return (
      <div class="banner floating" role="status">
        <ul class="rows">
          <RequestRow key={request.user_id} open={open} request={request} />
        </ul>
      </div>
    );
  if (readOnly)
    return (
      <Bar icon="show" tone="device" title="View only" detail={readOnly}>
        <AskToEdit open={open} />
      </Bar>
    );
  return null;
}

interface BarProps {
  readonly icon: IconName;
  readonly tone: 'loss' | 'waiting' | 'device';
  readonly title: string;
  readonly detail: string;
  readonly children: ComponentChildren;
}

function Bar({ icon, tone, title, detail, children }: BarProps) {
  return (
    <div class={`banner floating tone-${tone}`} role="status">
      <Icon name={icon} />
      <p class="banner-text">
        <strong>{title}</strong> <span class="muted small">{detail}</span>
      </p>
      {children}
    </div>
  );
}

function AskToEdit({ open }: { readonly open: OpenSession }) {
  const asked = useSignal(false);
  if (asked.value) return <p class="muted small banner-asked">The host has been asked.</p>;
  return (
    <ActionButton
      label="Ask to edit"
      icon="ask"
      blocked={relayReason(open)}
      onPress={async () => {
        asked.value = await open.service.askForAccess('editor');
      }}
    />
  );
}
