import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { OpenSession, Screenshot } from '../../model/index.ts';
import { personOf, picturesWords, texts } from '../../view/index.ts';
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
      label="Take a picture"
      icon="camera"
      look="primary"
      onPress={() => service.takeScreenshot()}
    />
  );
  if (pictures.length === 0)
    return (
      <Empty
        icon="camera"
        title="No pictures yet"
        detail="A picture shows what you see now. It is kept on this device and goes to the others when the relay can be reached."
      >
        {take}
      </Empty>
    );
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
          <Thumbnail
            key={picture.name}
            open={open}
            picture={picture}
            onOpen={() => {
              shown.value = picture.name;
            }}
          />
        ))}
      </ul>
      {shown.value !== undefined && (
        <PictureDialog
          open={open}
          name={shown.value}
          onShow={name => {
            shown.value = name;
          }}
        />
      )}
    </>
  );
}

interface ThumbnailProps {
  readonly open: OpenSession;
  readonly picture: Screenshot;
  readonly onOpen: () => void;
}

function Thumbnail({ open, picture, onOpen }: ThumbnailProps) {
  const app = useApp();
  const url = usePicture(open.service, picture, 'thumbnail');
  const who = personOf(app, open, picture.by);
  const taken = texts.numbers.moment(picture.taken);
  return (
    <li>
      <button
        type="button"
        class="gallery-item"
        aria-label={`Picture by ${who.isMe ? 'you' : who.name}, ${taken}${picture.state === 'waiting' ? ', waiting to upload' : ''}`}
        onClick={onOpen}
      >
        {url.state === 'ready' ? (
          <img src={url.url} alt="" width={picture.width} height={picture.height} />
        ) : (
          <span class="gallery-none">
            {url.state === 'loading' ? <span class="spinner" /> : <Icon name="offline" />}
          </span>
        )}
        {picture.state === 'waiting' && <span class="badge waiting">Waiting to upload</span>}
      </button>
      <p class="muted small">
        {who.isMe ? 'You' : who.name} · {taken}
      </p>
    </li>
  );
}
