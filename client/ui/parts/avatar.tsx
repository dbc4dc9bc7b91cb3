import { initials } from '../../view/index.ts';
import { inkOn } from '../colors.ts';

interface AvatarProps {
  readonly name: string;
  readonly color: string;
  readonly faded?: boolean;
}

/** Decoration: the name stands beside it or in a label. */
export function Avatar({ name, color, faded }: AvatarProps) {
  return (
    <span
      class={faded ? 'avatar faded' : 'avatar'}
      style={{ '--person': color, '--person-ink': inkOn(color) }}
      aria-hidden="true"
    >
      {initials(name)}
    </span>
  );
}
