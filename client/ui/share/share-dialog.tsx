import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type AppError, unreachable } from '../../../shared/errors.ts';
import type { NewShare, OpenSession, Remote } from '../../model/index.ts';
import { isSharingOffered, shareReason, texts, usableShare } from '../../view/index.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { ShareForm } from './share-form.tsx';
import { ShareList } from './share-list.tsx';
import { ShareReady } from './share-ready.tsx';

interface ShareDialogProps {
  readonly open: OpenSession;
  readonly onClose: () => void;
}

/** How others get in: a new code, and the codes that were made before. */
export function ShareDialog({ open, onClose }: ShareDialogProps) {
  return (
    <Dialog title={texts.sharing.TITLE} onClose={onClose}>
      {isSharingOffered(open) ? <HostShare open={open} /> : <p>{shareReason(open)}</p>}
    </Dialog>
  );
}

function HostShare({ open }: { readonly open: OpenSession }) {
  const { service } = open;
  const isAnother = useSignal(false);
  useEffect(() => void service.refresh('shares'), [service]);
  const share = service.newShare.value;
  const ready = isAnother.value ? undefined : usableShare(open);
  useEffect(() => {
    // A code that has just been made is what the person waits to see.
    if (share.state === 'asking') isAnother.value = false;
  }, [share.state]);
  return (
    <>
      {ready ? (
        <>
          <ShareReady share={ready} />
          <div class="dialog-actions">
            <button
              type="button"
              class="button"
              onClick={() => {
                isAnother.value = true;
              }}
            >
              <Icon name="add" />
              {texts.sharing.MAKE_ANOTHER}
            </button>
          </div>
        </>
      ) : (
        <>
          <ShareForm service={service} blocked={shareReason(open)} />
          <ShareProgress share={share} />
        </>
      )}
      <ShareList open={open} />
    </>
  );
}

function ShareProgress({ share }: { readonly share: Remote<NewShare> }) {
  switch (share.state) {
    case 'unasked':
    case 'ready':
      return null;
    case 'asking':
      return (
        <p class="wait" role="status">
          <span class="spinner" />
          {texts.sharing.ASKING}
        </p>
      );
    case 'failed':
      return <ShareFailed error={share.error} />;
    default:
      return unreachable(share);
  }
}

function ShareFailed({ error }: { readonly error: AppError }) {
  const words = texts.errors.describe(error);
  return (
    <p class="warning tone-waiting" role="alert">
      <Icon name="alert" />
      <span>
        <strong>{words.title}.</strong> {words.advice}
      </span>
    </p>
  );
}
