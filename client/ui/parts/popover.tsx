import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';

interface PopoverProps {
  /** The button's content; give it a name by `label` where that is only a picture. */
  readonly button: ComponentChildren;
  readonly buttonClass: string;
  readonly label?: string;
  readonly title?: string;
  /** On which side of the button the panel opens when there is room. */
  readonly side: 'below' | 'above' | 'right';
  readonly panelClass?: string;
  readonly panelLabel: string;
  /** `close` returns the focus to the button. */
  readonly children: (close: () => void) => ComponentChildren;
}

const GAP = 8;
const EDGE = 12;

/** Beside the button on the asked side, never outside of the window. */
function position(button: DOMRect, panel: HTMLElement, side: PopoverProps['side']): void {
  const { offsetWidth: width, offsetHeight: height } = panel;
  const left = side === 'right' ? button.right + GAP : button.left + button.width / 2 - width / 2;
  const top =
    side === 'below'
      ? button.bottom + GAP
      : side === 'above'
        ? button.top - GAP - height
        : button.top + button.height / 2 - height / 2;
  const keep = (at: number, size: number, room: number): number =>
    Math.max(EDGE, Math.min(at, room - size - EDGE));
  panel.style.left = `${keep(left, width, window.innerWidth)}px`;
  panel.style.top = `${keep(top, height, window.innerHeight)}px`;
}

/** A button and a panel in the browser's top layer: Esc or a press elsewhere closes it. */
export function Popover(props: PopoverProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        class={props.buttonClass}
        popovertarget={id}
        aria-haspopup="dialog"
        aria-label={props.label}
        title={props.title ?? props.label}
      >
        {props.button}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={props.panelLabel}
        class={`popover ${props.panelClass ?? ''}`}
        onToggle={event => {
          if (event.newState === 'open' && button.current && panel.current)
            position(button.current.getBoundingClientRect(), panel.current, props.side);
        }}
      >
        {props.children(() => panel.current?.hidePopover())}
      </div>
    </>
  );
}
