import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { deviceNow, type OpenSession, type Screenshot } from '../../model/index.ts';
import { describePicture, picturesWords, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Empty } from '../parts/empty.tsx';
import { Icon } from '../parts/icon.tsx';
import { PictureDialog } from './picture-dialog.tsx';
import { usePicture } from './use-picture.ts';

/** The pictures that were taken in this session, by anybody. */
export function GalleryPage({ open }: { readonly open: OpenSession }) {
  const { service } = open;
  const shown = useSignal<string | undefined>(undefined);
  useEffect(() => void service.refresh('screenshots'), [service]);
  const pictures = service.screenshots.value;
  const take = (
    <ActionButton
      label={texts.pictures.TAKE}
      icon="camera"
      look="primary"
      onPress={() => service.takeScreenshot()}
    />
  );
  if (pictures.length === 0)
    return (
      <Empty icon="camera" {...texts.pictures.NONE}>
        {take}
      </Empty>
    );
  const show = (name: string | undefined) => {
    shown.value = name;
  };
  return (
    <>
      <div class="page-actions">
        {take}
        <p class="muted small" role="status">
          {picturesWords(open)}
        </p>
      </div>
      <ul class="gallery">
        {pictures.map(picture => (
          <Thumbnail key={picture.name} open={open} picture={picture} onOpen={() => show(picture.name)} />
        ))}
      </ul>
      {shown.value !== undefined && <PictureDialog open={open} name={shown.value} onShow={show} />}
    </>
  );
}

interface ThumbnailProps {
  readonly open: OpenSession;
  readonly picture: Screenshot;
  readonly onOpen: () => void;
}

function Thumbnail({ open, picture, onOpen }: ThumbnailProps) {
  const url = usePicture(open.service, picture, 'thumbnail');
  const words = describePicture(useApp(), open, picture, deviceNow());
  return (
    <li>
      <button type="button" class="gallery-item" aria-label={words.thumbnailLabel} onClick={onOpen}>
        {url.state === 'ready' ? (
          <img src={url.url} alt="" width={picture.width} height={picture.height} />
        ) : (
          <span class="gallery-none">
            {url.state === 'loading' ? <span class="spinner" /> : <Icon name="offline" />}
          </span>
        )}
        {words.waiting !== undefined && <span class="badge waiting">{words.waiting}</span>}
      </button>
      <p class="muted small">
        {words.taker} · {words.taken}
      </p>
    </li>
  );
}
