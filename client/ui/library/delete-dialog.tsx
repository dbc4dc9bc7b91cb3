import type { LibraryEntry } from '../../model/index.ts';
import { count } from '../../model/index.ts';
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
  const stays = entry.waiting === 1 ? 'It would be lost.' : 'They would be lost.';
  return (
    <Dialog title={`Delete “${entry.name}”?`} onClose={onClose}>
      <p>Deletes it from this device. The relay and other people keep theirs.</p>
      {entry.waiting > 0 && (
        <p class="warning tone-loss">
          <Icon name="alert" />
          <span>
            <strong>{count(entry.waiting, 'change')} not on the relay yet!</strong> {stays} Open the session
            and connect, or save it as a file first.
          </span>
        </p>
      )}
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>
          Keep it
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
          Delete from this device
        </button>
      </div>
    </Dialog>
  );
}
