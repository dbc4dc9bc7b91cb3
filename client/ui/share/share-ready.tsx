import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { renderSVG } from 'uqr';
import type { NewShare } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
import { Icon } from '../parts/icon.tsx';

const SHOWN_MS = 2_500;

/** A new code: large, as a link, and as a picture of the link. */
export function ShareReady({ share }: { readonly share: NewShare }) {
  const { code, url, expires, role } = share;
  const { sharing, numbers } = texts;
  return (
    <>
      <div class="share-code-box" role="status">
        <p class="muted small">{sharing.CODE}</p>
        <p class="share-code">{code}</p>
        <CopyButton text={code} label={sharing.COPY_CODE} />
      </div>
      <div class="share-link">
        <div
          class="qr"
          role="img"
          aria-label={sharing.QR}
          dangerouslySetInnerHTML={{ __html: renderSVG(url, { border: 2 }) }}
        />
        <div class="share-link-text">
          <p>{sharing.SCAN}</p>
          <input
            class="input"
            readOnly
            value={url}
            aria-label={sharing.LINK}
            onFocus={event => event.currentTarget.select()}
          />
          <CopyButton text={url} label={sharing.COPY_LINK} isMain />
        </div>
      </div>
      <p class="muted small">
        {sharing.mayUntil(role, numbers.moment(expires))} {sharing.SHOWN_NOW}
      </p>
    </>
  );
}

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
  readonly isMain?: boolean;
}

function CopyButton({ text, label, isMain = false }: CopyButtonProps) {
  const copied = useSignal<'idle' | 'copied' | 'manual'>('idle');
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      copied.value = 'copied';
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        copied.value = 'idle';
      }, SHOWN_MS);
    } catch {
      // Browsers allow this only on secure pages, and only when the person has not forbidden it.
      copied.value = 'manual';
    }
  };
  return (
    <>
      <button type="button" class={isMain ? 'button primary' : 'button quiet'} onClick={() => void copy()}>
        <Icon name={copied.value === 'copied' ? 'check' : 'copy'} />
        {copied.value === 'copied' ? texts.sharing.COPIED : label}
      </button>
      {copied.value === 'manual' && (
        <p class="small" role="status">
          {texts.sharing.COPY_BY_HAND}
        </p>
      )}
    </>
  );
}
