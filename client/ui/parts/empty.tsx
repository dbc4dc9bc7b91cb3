import type { ComponentChildren } from 'preact';
import { type DrawnIcon, Icon } from './icon.tsx';

interface EmptyProps {
  readonly icon: DrawnIcon;
  readonly title: string;
  readonly detail: string;
  /** The next step, as a button. */
  readonly children?: ComponentChildren;
}

/** A page with nothing on it yet: what will be here, and how it gets here. */
export function Empty({ icon, title, detail, children }: EmptyProps) {
  return (
    <div class="page-empty">
      <span class="empty-picture">
        <Icon name={icon} />
      </span>
      <p class="row-title">{title}</p>
      <p class="muted">{detail}</p>
      {children}
    </div>
  );
}
