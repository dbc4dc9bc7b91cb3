import type { OpenSession } from '../../model/index.ts';
import { deviceNow } from '../../model/index.ts';
import { shareRows, texts } from '../../view/index.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { RemoteView } from '../parts/remote-view.tsx';

/** The codes that were made, and how to make each of them worthless. */
export function ShareList({ open }: { readonly open: OpenSession }) {
  const { service } = open;
  const { MADE_CODES, THE_CODES, NO_CODES, REVOKE } = texts.sharing;
  return (
    <section class="share-list" aria-labelledby="codes-title">
      <h3 id="codes-title">{MADE_CODES}</h3>
      <RemoteView remote={service.shares.value} what={THE_CODES} onRetry={() => service.refresh('shares')}>
        {shares =>
          shares.length === 0 ? (
            <p class="muted small">{NO_CODES}</p>
          ) : (
            <ul class="rows">
              {shareRows(open, shares, deviceNow()).map(row => (
                <li key={row.share} class={row.isOver ? 'row over' : 'row'}>
                  <Icon name={row.role === 'editor' ? 'pencil' : 'show'} />
                  <div class="row-text">
                    <p class="row-title">{row.title}</p>
                    <p class="muted small">{row.detail}</p>
                  </div>
                  <ActionButton label={REVOKE} about={row.about} blocked={row.blocked} onPress={row.revoke} />
                </li>
              ))}
            </ul>
          )
        }
      </RemoteView>
    </section>
  );
}
