import type { LibraryEntry } from '../../model/index.ts';
import { deletionQuestion } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';

interface DeleteDialogProps {
  readonly entry: LibraryEntry;
  readonly onClose: () => void;
}

/** The one question before an action: this is the one thing that undo cannot bring back. */
export function DeleteDialog({ entry, onClose }: DeleteDialogProps) {
  const { actions } = useApp();
  const { title, detail, loss, keep, answer } = deletionQuestion(entry, `“${entry.name}”`);
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{detail}</p>
      {loss && (
        <p class="warning tone-loss">
          <Icon name="alert" />
          <span>
            <strong>{loss.title}</strong> {loss.detail}
          </span>
        </p>
      )}
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>
          {keep}
        </button>
        <button
          type="button"
          class="button danger"
          onClick={() => {
            onClose();
            void actions.deleteSession(entry.id);
          }}
        >
          <Icon name="trash" />
          {answer}
        </button>
      </div>
    </Dialog>
  );
}
