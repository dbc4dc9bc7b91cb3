import type { CodeMade, OpenSession } from '../../model/index.ts';
import { deviceNow } from '../../model/index.ts';
import { relayReason, texts } from '../../view/index.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { RemoteView } from '../parts/remote-view.tsx';

/** The codes that were made, and how to make each of them worthless. */
export function ShareList({ open }: { readonly open: OpenSession }) {
  const { service } = open;
  return (
    <section class="share-list" aria-labelledby="codes-title">
      <h3 id="codes-title">Codes that were made</h3>
      <RemoteView remote={service.shares.value} what="the codes" onRetry={() => service.refresh('shares')}>
        {shares =>
          shares.length === 0 ? (
            <p class="muted small">None so far. Each one shows up here, so that you can take it back.</p>
          ) : (
            <ul class="rows">
              {[...shares]
                .sort((a, b) => b.created - a.created)
                .map(share => (
                  <ShareRow key={share.share} open={open} share={share} />
                ))}
            </ul>
          )
        }
      </RemoteView>
    </section>
  );
}

/** How often a code was used, in words. */
export const usesWords = ({ uses, max_uses }: Pick<CodeMade, 'uses' | 'max_uses'>): string => {
  if (max_uses !== null) return `used by ${uses} of ${max_uses}`;
  return uses === 0 ? 'not used yet' : `used by ${texts.numbers.count(uses, 'person', 'people')}`;
};

function ShareRow({ open, share }: { readonly open: OpenSession; readonly share: CodeMade }) {
  const isOver = share.expires <= deviceNow() || (share.max_uses !== null && share.uses >= share.max_uses);
  const made = texts.numbers.moment(share.created);
  return (
    <li class={isOver ? 'row over' : 'row'}>
      <Icon name={share.role === 'editor' ? 'pencil' : 'show'} />
      <div class="row-text">
        <p class="row-title">{share.role === 'editor' ? 'Can edit' : 'Can only look'}</p>
        <p class="muted small">
          Made {made} · {usesWords(share)} ·{' '}
          {isOver ? 'works no more' : `until ${texts.numbers.moment(share.expires)}`}
        </p>
      </div>
      <ActionButton
        label="Revoke"
        about={`code made ${made}`}
        blocked={relayReason(open)}
        onPress={() => open.service.revokeShare(share.share)}
      />
    </li>
  );
}
