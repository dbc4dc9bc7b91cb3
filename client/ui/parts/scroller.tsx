import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface ScrollerProps {
  readonly className: string;
  readonly children: ComponentChildren;
}

/**
 * Shows content that may be longer than its place. While it is, the Tab key stops at it, so that arrow keys
 * scroll it where nothing in it takes the focus.
 */
export function Scroller({ className, children }: ScrollerProps) {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    const look = () => {
      current.tabIndex = current.scrollHeight > current.clientHeight ? 0 : -1;
    };
    const size = new ResizeObserver(look);
    size.observe(current);
    look();
    return () => size.disconnect();
  });
  return (
    <div ref={element} class={className}>
      {children}
    </div>
  );
}
