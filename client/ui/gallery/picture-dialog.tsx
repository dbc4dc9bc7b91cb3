import { useEffect } from 'preact/hooks';
import type { OpenSession, Screenshot } from '../../model/index.ts';
import { personOf, pictureQuestion, pictureReason, texts } from '../../view/index.ts';
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
  const pictures = open.service.screenshots.value;
  const at = pictures.findIndex(picture => picture.name === name);
  const picture = pictures[at];
  const step = (by: number) => {
    const next = pictures[at + by];
    if (next) onShow(next.name);
  };
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key === 'ArrowLeft') step(-1);
      if (event.key === 'ArrowRight') step(1);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  });
  if (!picture) return null;
  const remove = () => {
    // The neighbour takes its place, so that several can be looked through and deleted.
    onShow((pictures[at + 1] ?? pictures[at - 1])?.name);
    void open.service.deleteScreenshot(name);
  };
  return (
    <Dialog title={texts.numbers.moment(picture.taken)} onClose={() => onShow(undefined)} size="page">
      <div class="picture">
        <Large open={open} picture={picture} />
        <div class="picture-bar">
          <IconButton
            icon="previous"
            label="Newer picture"
            blocked={at > 0 ? undefined : 'this is the newest.'}
            onClick={() => step(-1)}
          />
          <IconButton
            icon="next"
            label="Older picture"
            blocked={at < pictures.length - 1 ? undefined : 'this is the oldest.'}
            onClick={() => step(1)}
          />
          <Confirm
            key={name}
            label="Delete"
            icon="trash"
            about="this picture"
            question={pictureQuestion(app, open, picture)}
            answer="Delete"
            danger
            blocked={pictureReason(open, picture)}
            onConfirm={remove}
          />
        </div>
      </div>
    </Dialog>
  );
}

function Large({ open, picture }: { readonly open: OpenSession; readonly picture: Screenshot }) {
  const who = personOf(useApp(), open, picture.by);
  const url = usePicture(open.service, picture, 'full');
  return (
    <>
      <div class="picture-frame">
        {url.state === 'ready' && (
          <img
            src={url.url}
            alt={`The session as ${who.isMe ? 'you' : who.name} saw it`}
            width={picture.width}
            height={picture.height}
          />
        )}
        {url.state === 'loading' && <span class="spinner" />}
        {url.state === 'missing' && (
          <p class="muted">This picture is not on this device. It comes when the relay can be reached.</p>
        )}
      </div>
      <div class="picture-facts">
        <p class="muted small">
          By {who.isMe ? 'you' : who.name} · {picture.width} × {picture.height}
          {picture.state === 'waiting' && ' · waiting to upload'}
        </p>
        {url.state === 'ready' && (
          <a class="button" href={url.url} download={`${open.name.value} ${picture.name}`}>
            <Icon name="download" />
            Download
          </a>
        )}
      </div>
    </>
  );
}
