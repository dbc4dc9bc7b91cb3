import type { OpenSession, RefusedEdit } from '../../model/index.ts';
import { type RefusalChoice, type RefusalView, refusalView, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { type DrawnIcon, Icon } from '../parts/icon.tsx';
import { Scroller } from '../parts/scroller.tsx';

interface RefusedDialogProps {
  readonly open: OpenSession;
  readonly onClose: () => void;
}

/** Shows what the relay did not take, why, and what can be done. */
export function RefusedDialog({ open, onClose }: RefusedDialogProps) {
  const { actions } = useApp();
  const refusal = refusalView(open, actions);
  const { OVER } = texts.refusal;
  return (
    <Dialog title={refusal?.title ?? OVER.title} onClose={onClose} size="wide">
      {refusal ? (
        <>
          <p>
            {refusal.reason} <span class="muted">{refusal.kept}</span>
          </p>
          <Edits edits={refusal.edits} />
          <Progress refusal={refusal} />
          <ul class="choices">
            {refusal.choices.map(choice => (
              <Choice key={choice.id} choice={choice} />
            ))}
          </ul>
        </>
      ) : (
        <p class="muted" role="status">
          {OVER.detail}
        </p>
      )}
    </Dialog>
  );
}

const SHOWN = 50;
const EDIT_ICONS: Record<RefusedEdit['change'], DrawnIcon> = {
  placed: 'add',
  changed: 'pencil',
  deleted: 'trash',
};

function Edits({ edits }: { readonly edits: readonly RefusedEdit[] }) {
  if (edits.length === 0) return null;
  return (
    <Scroller className="refused-edits">
      <ul class="rows tight" aria-label={texts.refusal.EDITS}>
        {edits.slice(0, SHOWN).map(edit => (
          <li key={`${edit.id} ${edit.change}`} class="row">
            <Icon name={EDIT_ICONS[edit.change]} />
            <span class="row-text">{edit.label}</span>
            <span class="muted small">{texts.refusal.CHANGES[edit.change]}</span>
          </li>
        ))}
        {edits.length > SHOWN && <li class="muted small">{texts.refusal.andMore(edits.length - SHOWN)}</li>}
      </ul>
    </Scroller>
  );
}

function Progress({ refusal: { state, progress } }: { readonly refusal: RefusalView }) {
  if (progress === undefined) return null;
  return (
    <p class={state === 'asked' ? 'warning tone-waiting' : 'wait'} role="status">
      {state === 'asked' ? <Icon name="ask" /> : <span class="spinner" />}
      <span>{progress}</span>
    </p>
  );
}

const CHOICE_ICONS: Record<RefusalChoice['id'], DrawnIcon> = {
  ask: 'ask',
  copy: 'duplicate',
  file: 'download',
  retry: 'retry',
  discard: 'trash',
};

function Choice({ choice }: { readonly choice: RefusalChoice }) {
  const { id, title, detail, label, about, isMain, blocked, asks, run } = choice;
  const icon = CHOICE_ICONS[id];
  return (
    <li class="setting">
      <div class="row-text">
        <p class="row-title">{title}</p>
        <p class="muted small">{detail}</p>
      </div>
      {asks ? (
        <Confirm label={label} icon={icon} danger blocked={blocked} {...asks} onConfirm={run} />
      ) : (
        <ActionButton
          label={label}
          icon={icon}
          blocked={blocked}
          {...(about ? { about } : {})}
          {...(isMain ? { look: 'primary' } : {})}
          onPress={run}
        />
      )}
    </li>
  );
}
