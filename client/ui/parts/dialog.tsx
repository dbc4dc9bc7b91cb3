import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { texts } from '../../view/index.ts';
import { IconButton } from './icon-button.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** `page`: as large as a window lets it be, its content scrolls under the title. */
  readonly size?: 'wide' | 'page';
}

/**
 * A modal dialog for as long as it is rendered: the browser traps the focus and Esc closes; the focus goes
 * back to where it was.
 */
export function Dialog({ title, onClose, children, size }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Before the next key or press can arrive: it must not reach what is under the dialog.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    const before = document.activeElement;
    element.showModal();
    return () => {
      element.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={size ? `dialog ${size}` : 'dialog'}
      aria-labelledby={heading}
      onCancel={event => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={event => {
        // Only the backdrop's events have the dialog itself as their target: the content fills all of it.
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div class="dialog-content">
        <header class="dialog-header">
          <h2 id={heading}>{title}</h2>
          <IconButton icon="close" label={texts.controls.CLOSE} onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}
