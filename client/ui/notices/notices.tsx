import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { AppError } from '../../../shared/errors.ts';
import type { Notice } from '../../model/index.ts';
import { texts, updateBlocked } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';

const ICONS: Record<Notice['tone'], IconName> = { info: 'info', waiting: 'alert', loss: 'alert' };

/** What the person should know, above whichever screen is shown. */
export function Notices() {
  const { model } = useApp();
  const library = model.library.value;
  // The library says this by itself, where the sessions would be.
  const said =
    model.session.value.state === 'closed' && library.state === 'unavailable'
      ? library.error.code
      : undefined;
  const notices = model.notices.value.filter(({ id }) => id !== said);
  return (
    <div class="notices" role="status" aria-live="polite" aria-relevant="additions text">
      {notices.map(notice => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
      <XrFailure />
      <UpdateCard />
    </div>
  );
}

export function NoticeCard({ notice }: { readonly notice: Notice }) {
  const { actions } = useApp();
  const { id, tone, title, detail } = notice;
  return (
    <Card tone={tone} title={title} detail={detail} onDismiss={() => actions.dismissNotice(id)}>
      {notice.actions.map(action => (
        <button key={action.label} type="button" class="button" onClick={action.run}>
          {action.label}
        </button>
      ))}
    </Card>
  );
}

interface CardProps {
  readonly tone: Notice['tone'];
  readonly title: string;
  readonly detail: string;
  readonly onDismiss: () => void;
  readonly children: ComponentChildren;
}

function Card({ tone, title, detail, onDismiss, children }: CardProps) {
  return (
    <div class={`notice tone-${tone}`}>
      <Icon name={ICONS[tone]} />
      <div class="notice-body">
        <p class="notice-title">{title}</p>
        <p class="muted small">{detail}</p>
      </div>
      <IconButton icon="close" label={`Dismiss: ${title}`} onClick={onDismiss} />
      <div class="notice-actions">{children}</div>
    </div>
  );
}

/** Why AR or VR did not start, until it is tried again or put away. */
function XrFailure() {
  const { model, actions } = useApp();
  const dismissed = useSignal<AppError | undefined>(undefined);
  const xr = model.xr.value;
  if (xr.state !== 'failed' || dismissed.value === xr.error) return null;
  const words = texts.errors.describe(xr.error);
  return (
    <Card
      tone="waiting"
      title={words.title}
      detail={words.advice}
      onDismiss={() => {
        dismissed.value = xr.error;
      }}
    >
      <button type="button" class="button" onClick={() => void actions.enterXr()}>
        Try again
      </button>
    </Card>
  );
}

/** Offered, never forced; not at a moment that would cost something. */
function UpdateCard() {
  const { model, actions } = useApp();
  const later = useSignal(false);
  if (model.pwa.value.state !== 'update' || later.value) return null;
  const blocked = updateBlocked(model.xr.value, model.session.value);
  return (
    <Card
      tone="info"
      title="Update ready"
      detail={
        blocked ?? 'A newer AI Frame is on this device. Taking it reloads the page; your sessions stay.'
      }
      onDismiss={() => {
        later.value = true;
      }}
    >
      <button
        type="button"
        class="button"
        disabled={blocked !== undefined}
        onClick={() => void actions.applyUpdate()}
      >
        Update now
      </button>
    </Card>
  );
}
