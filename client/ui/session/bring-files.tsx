import { useEffect, useRef, useState } from 'preact/hooks';
import { texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';

const ACCEPTED = '.glb,.aiframe,image/png,image/jpeg,image/webp';

/** Chooses a model, a picture or a session file. */
export function BringButton({ onPicked }: { readonly onPicked: () => void }) {
  const { actions } = useApp();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="menu-item" onClick={() => input.current?.click()}>
        <Icon name="upload" />
        {texts.commands.BRING_FILE}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={texts.commands.BRING_ACCEPTS}
        accept={ACCEPTED}
        onChange={event => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file) void actions.bring(file);
          onPicked();
        }}
      />
    </>
  );
}

const hasFiles = (transfer: DataTransfer | null): boolean => transfer?.types.includes('Files') ?? false;

/** Takes files that are dropped on the page or pasted into it, and says so while one is held over it. */
export function DropFiles() {
  const { actions } = useApp();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const bringAll = async (transfer: DataTransfer | null): Promise<void> => {
      // One after the other: the last one is what is chosen for placing.
      for (const file of [...(transfer?.files ?? [])]) await actions.bring(file);
    };
    const over = (event: DragEvent): void => {
      if (!hasFiles(event.dataTransfer)) return;
      // Without this the browser opens the file in the place of the app.
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      setOver(false);
      void bringAll(event.dataTransfer);
    };
    const paste = (event: ClipboardEvent): void => {
      if (!hasFiles(event.clipboardData)) return;
      event.preventDefault();
      void bringAll(event.clipboardData);
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    window.addEventListener('paste', paste);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
      window.removeEventListener('paste', paste);
    };
  }, []);
  if (!isOver) return null;
  return (
    <div class="drop-here" role="status">
      <Icon name="upload" />
      {texts.commands.DROP_HERE}
    </div>
  );
}
