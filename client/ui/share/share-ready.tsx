import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { renderSVG } from 'uqr';
import type { NewShare } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
import { Icon } from '../parts/icon.tsx';

const SHOWN_MS = 2_500;

const MAY = { editor: 'can edit', viewer: 'can look' } as const;

/** A new code: large, as a link, and as a picture of the link. */
export function ShareReady({ share }: { readonly share: NewShare }) {
  const { code, url, expires, role } = share;
  return (
    <>
      <div class="share-code-box" role="status">
        <p class="muted small">Code</p>
        <p class="share-code">{code}</p>
        <CopyButton text={code} label="Copy code" />
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
            class="input"
            readOnly
            value={url}
            aria-label="Link"
            onFocus={event => event.currentTarget.select()}
          />
          <CopyButton text={url} label="Copy link" isMain />
        </div>
      </div>
      <p class="muted small">
        Whoever has it {MAY[role]} until {texts.numbers.moment(expires)}. It is shown only now: the relay
        keeps no readable copy.
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
  const copied = useSignal<'not yet' | 'copied' | 'by hand'>('not yet');
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      copied.value = 'copied';
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        copied.value = 'not yet';
      }, SHOWN_MS);
    } catch {
      // Browsers allow this only on secure pages, and only when the person has not forbidden it.
      copied.value = 'by hand';
    }
  };
  return (
    <>
      <button type="button" class={isMain ? 'button primary' : 'button quiet'} onClick={() => void copy()}>
        <Icon name={copied.value === 'copied' ? 'check' : 'copy'} />
        {copied.value === 'copied' ? 'Copied' : label}
      </button>
      {copied.value === 'by hand' && (
        <p class="small" role="status">
          The browser did not allow copying. Select it and press Ctrl+C.
        </p>
      )}
    </>
  );
}
