import { useEffect } from 'preact/hooks';
import { deviceNow, type OpenSession, type Screenshot } from '../../model/index.ts';
import {
  afterDeletion,
  describePicture,
  type PictureWords,
  pictureQuestion,
  pictureReason,
  placeOfPicture,
  texts,
} from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { usePicture } from './use-picture.ts';

interface PictureDialogProps {
  readonly open: OpenSession;
  readonly name: string;
  /** Undefined closes it. */
  readonly onShow: (name: string | undefined) => void;
}

/** One picture, large; the arrow keys lead to its neighbours. */
export function PictureDialog({ open, name, onShow }: PictureDialogProps) {
  const app = useApp();
  const place = placeOfPicture(open, name);
  const show = (next: Screenshot | undefined) => {
    if (next) onShow(next.name);
  };
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key === 'ArrowLeft') show(place?.newer);
      if (event.key === 'ArrowRight') show(place?.older);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  });
  if (!place) return null;
  const { picture, newer, older } = place;
  const words = describePicture(app, open, picture, deviceNow());
  const { NEWER, OLDER, DELETE } = texts.pictures;
  return (
    <Dialog title={words.taken} onClose={() => onShow(undefined)} size="page">
      <div class="picture">
        <Large open={open} picture={picture} words={words} />
        <div class="picture-bar">
          <IconButton
            icon="previous"
            label={NEWER.label}
            blocked={newer ? undefined : NEWER.blocked}
            onClick={() => show(newer)}
          />
          <IconButton
            icon="next"
            label={OLDER.label}
            blocked={older ? undefined : OLDER.blocked}
            onClick={() => show(older)}
          />
          <Confirm
            key={name}
            icon="trash"
            {...DELETE}
            question={pictureQuestion(app, open, picture)}
            danger
            blocked={pictureReason(open, picture)}
            onConfirm={() => {
              onShow(afterDeletion(place));
              void open.service.deleteScreenshot(name);
            }}
          />
        </div>
      </div>
    </Dialog>
  );
}

interface LargeProps {
  readonly open: OpenSession;
  readonly picture: Screenshot;
  readonly words: PictureWords;
}

function Large({ open, picture, words }: LargeProps) {
  const url = usePicture(open.service, picture, 'full');
  return (
    <>
      <div class="picture-frame">
        {url.state === 'ready' && (
          <img src={url.url} alt={words.label} width={picture.width} height={picture.height} />
        )}
        {url.state === 'loading' && <span class="spinner" />}
        {url.state === 'missing' && <p class="muted">{texts.pictures.MISSING}</p>}
      </div>
      <div class="picture-facts">
        <p class="muted small">{words.sizeFacts}</p>
        {url.state === 'ready' && (
          <a class="button" href={url.url} download={`${open.name.value} ${picture.name}`}>
            <Icon name="download" />
            {texts.pictures.DOWNLOAD}
          </a>
        )}
      </div>
    </>
  );
}
