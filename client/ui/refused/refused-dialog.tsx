import type { ComponentChildren } from 'preact';
import type { OpenSession, RefusedEdit } from '../../model/index.ts';
import { mayAskHost, type Refused, refusedOf, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Scroller } from '../parts/scroller.tsx';

interface RefusedDialogProps {
  readonly open: OpenSession;
  readonly onClose: () => void;
}

/** What the relay did not take, why, and what can be done: nothing is lost until the person says so. */
export function RefusedDialog({ open, onClose }: RefusedDialogProps) {
  const refused = refusedOf(open);
  return (
    <Dialog
      title={refused ? texts.refusal.refusalTitle(refused) : 'Nothing is left to decide'}
      onClose={onClose}
      size="wide"
    >
      {refused ? (
        <>
          <p>
            {texts.refusal.reasonWords(refused)}{' '}
            <span class="muted">{texts.refusal.keptWords(open, refused)}</span>
          </p>
          <Edits edits={refused.edits} />
          <Progress refused={refused} />
          <Choices open={open} refused={refused} />
        </>
      ) : (
        <p class="muted" role="status">
          Everything of this session on this device is what the relay has, or is on its way there.
        </p>
      )}
    </Dialog>
  );
}

const SHOWN = 50;
const EDIT_ICONS: Record<RefusedEdit['change'], IconName> = {
  placed: 'add',
  changed: 'pencil',
  deleted: 'trash',
};

function Edits({ edits }: { readonly edits: readonly RefusedEdit[] }) {
  if (edits.length === 0) return null;
  return (
    <Scroller className="refused-edits">
      <ul class="rows tight" aria-label="Edits that are only here">
        {edits.slice(0, SHOWN).map(edit => (
          <li key={`${edit.id} ${edit.change}`} class="row">
            <Icon name={EDIT_ICONS[edit.change]} />
            <span class="row-text">{edit.label}</span>
            <span class="muted small">{texts.refusal.changeWords(edit.change)}</span>
          </li>
        ))}
        {edits.length > SHOWN && <li class="muted small">and {edits.length - SHOWN} more</li>}
      </ul>
    </Scroller>
  );
}

function Progress({ refused }: { readonly refused: Refused }) {
  switch (refused.state) {
    case 'asked':
      return (
        <p class="warning tone-waiting" role="status">
          <Icon name="ask" />
          <span>{texts.refusal.progressWords(refused)}</span>
        </p>
      );
    case 'working':
      return (
        <p class="wait" role="status">
          <span class="spinner" />
          {texts.refusal.progressWords(refused)}
        </p>
      );
    case 'kept':
      return null;
  }
}

interface ChoicesProps {
  readonly open: OpenSession;
  readonly refused: Refused;
}

function Choices({ open, refused }: ChoicesProps) {
  const { actions } = useApp();
  const { refusals } = open;
  const working = refused.state === 'working' ? 'Something is still under way.' : undefined;
  const last = texts.refusal.discardText(refused);
  const trying = texts.refusal.retryText(refused);
  const again = (
    <ChoiceRow title={trying.title} detail={trying.detail}>
      <ActionButton
        label={trying.title}
        icon="retry"
        {...(trying.isCure ? { look: 'primary' } : {})}
        blocked={working}
        onPress={() => refusals.sendAgain()}
      />
    </ChoiceRow>
  );
  return (
    <ul class="choices">
      {trying.isCure && again}
      {mayAskHost(open, refused) && (
        <ChoiceRow title="Ask the host" detail={texts.refusal.askingWords(refused)}>
          <ActionButton
            label={refused.state === 'asked' ? 'Ask again' : 'Ask the host'}
            icon="ask"
            {...(refused.state === 'asked' ? {} : { look: 'primary' })}
            blocked={texts.refusal.askReason(open, refused)}
            onPress={() => refusals.askHost()}
          />
        </ChoiceRow>
      )}
      <ChoiceRow
        title="Keep as my own copy"
        detail="A new session of yours opens, with everything that is in this one here."
      >
        <ActionButton
          label="Keep a copy"
          icon="duplicate"
          blocked={working}
          onPress={async () => {
            const id = await refusals.keepAsCopy();
            if (id !== undefined) await actions.openSession(id);
          }}
        />
      </ChoiceRow>
      <ChoiceRow title="Save as a file" detail="To keep beside this, or to open somewhere else.">
        <ActionButton label="Save" about="as a file" icon="download" onPress={() => refusals.exportKept()} />
      </ChoiceRow>
      {!trying.isCure && again}
      <ChoiceRow title={last.title} detail={last.detail}>
        <Confirm
          label={last.title}
          icon="trash"
          danger
          blocked={working}
          question={last.question}
          answer={last.answer}
          onConfirm={() => refusals.discard()}
        />
      </ChoiceRow>
    </ul>
  );
}

interface ChoiceRowProps {
  readonly title: string;
  readonly detail: string;
  readonly children: ComponentChildren;
}

function ChoiceRow({ title, detail, children }: ChoiceRowProps) {
  return (
    <li class="setting">
      <div class="row-text">
        <p class="row-title">{title}</p>
        <p class="muted small">{detail}</p>
      </div>
      {children}
    </li>
  );
}
