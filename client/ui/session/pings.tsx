import type { OffscreenPing, OpenSession } from '../../model/index.ts';
import { isUnseen, pingWords } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';

/**
 * Shows the pings: in words, who asks everybody to look somewhere; and as marks at the edge for places that
 * the picture does not show.
 */
export function PingMarks({ open }: { readonly open: OpenSession }) {
  const { model } = useApp();
  const newest = model.pings.value.at(-1);
  return (
    <div class="pings">
      <p
        class={newest && isUnseen(open, newest) ? 'hint floating small ping-alone' : 'visually-hidden'}
        role="status"
      >
        {newest && pingWords(open, newest)}
      </p>
      {model.beyond.value.map(each => (
        <Mark key={each.key} beyond={each} />
      ))}
    </div>
  );
}

function Mark({ beyond: { name, color, at, angle } }: { readonly beyond: OffscreenPing }) {
  const [across, down] = at;
  return (
    <span
      class="ping-mark"
      style={{
        '--person': color,
        '--across': String(across),
        '--down': String(down),
        '--angle': `${angle}rad`,
      }}
      aria-hidden="true"
    >
      <span class="ping-arrow">
        <Icon name="next" />
      </span>
      <span class="ping-name">{name}</span>
    </span>
  );
}
