import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { renderSVG } from 'uqr';
import { type AppError, describe, unreachable } from '../../../shared/errors.ts';
import type { OpenSession, ShareState } from '../../model/index.ts';
import { useApp } from '../app-context.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { moment } from '../words.ts';

interface ShareDialogProps {
  readonly open: OpenSession;
  readonly onClose: () => void;
}

/** The code, the link and a picture of the link that let others in. */
export function ShareDialog({ open, onClose }: ShareDialogProps) {
  const { actions } = useApp();
  const isHost = open.role.value === 'host';
  useLayoutEffect(() => {
    const share = open.share.value;
    const usable = share.state === 'asking' || (share.state === 'ready' && share.expires > Date.now());
    if (isHost && !usable) void actions.share();
  }, []);
  return (
    <Dialog title="Share this session" onClose={onClose}>
      {isHost ? (
        <Share share={open.share.value} />
      ) : (
        <p>Only the host can invite people. Ask them for a code to pass on.</p>
      )}
    </Dialog>
  );
}

function Share({ share }: { readonly share: ShareState }) {
  switch (share.state) {
    case 'none':
    case 'asking':
      return (
        <p class="share-wait" role="status">
          <span class="spinner" />
          Asking the relay for a code
        </p>
      );
    case 'failed':
      return <ShareFailed error={share.error} />;
    case 'ready':
      return <ShareReady code={share.code} url={share.url} expires={share.expires} />;
    default:
      return unreachable(share);
  }
}

function ShareFailed({ error }: { readonly error: AppError }) {
  const { actions } = useApp();
  const words = describe(error);
  const offline = error.code === 'link/offline' || error.code === 'api/unavailable';
  return (
    <>
      <p class="warning tone-waiting" role="alert">
        <Icon name={offline ? 'offline' : 'alert'} />
        <span>
          <strong>{words.title}.</strong>{' '}
          {offline
            ? 'A code comes from the relay, so sharing needs it once. The session itself goes on working here.'
            : words.advice}
        </span>
      </p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={() => void actions.share()}>
          <Icon name="retry" />
          Try again
        </button>
      </div>
    </>
  );
}

interface ShareReadyProps {
  readonly code: string;
  readonly url: string;
  readonly expires: number;
}

const SHOWN_MS = 2_500;

function ShareReady({ code, url, expires }: ShareReadyProps) {
  const link = useRef<HTMLInputElement>(null);
  const copied = useSignal<'not yet' | 'copied' | 'by hand'>('not yet');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(url);
      copied.value = 'copied';
      setTimeout(() => {
        copied.value = 'not yet';
      }, SHOWN_MS);
    } catch {
      // Browsers allow this only on secure pages, and only when the person has not forbidden it.
      link.current?.select();
      copied.value = 'by hand';
    }
  };
  return (
    <>
      <div class="share-code-box">
        <p class="muted small">Code</p>
        <p class="share-code">{code}</p>
      </div>
      <div class="share-link">
        <div
          class="qr"
          role="img"
          aria-label="QR code of the link"
          dangerouslySetInnerHTML={{ __html: renderSVG(url, { border: 2 }) }}
        />
        <div class="share-link-text">
          <p>Scan it with a headset or a phone, or send the link.</p>
          <input
            ref={link}
            class="input"
            readOnly
            value={url}
            aria-label="Link"
            onFocus={event => event.currentTarget.select()}
          />
          <button type="button" class="button primary" onClick={() => void copy()}>
            <Icon name={copied.value === 'copied' ? 'check' : 'copy'} />
            {copied.value === 'copied' ? 'Copied' : 'Copy link'}
          </button>
          {copied.value === 'by hand' && (
            <p class="small" role="status">
              The browser did not allow copying. The link is selected: press Ctrl+C.
            </p>
          )}
        </div>
      </div>
      <p class="muted small">Whoever has it can edit until {moment(expires)}.</p>
    </>
  );
}
