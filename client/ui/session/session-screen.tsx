import { useEffect } from 'preact/hooks';
import type { SessionId } from '../../../shared/ids.ts';
import type { OpenSession } from '../../model/index.ts';
import { readOnlyReason, texts } from '../../view/index.ts';
import { type DialogName, useApp } from '../app-context.ts';
import { SessionPages } from '../pages/session-pages.tsx';
import { useArrival } from '../parts/arrival.ts';
import { RefusedDialog } from '../refused/refused-dialog.tsx';
import { ShareDialog } from '../share/share-dialog.tsx';
import { Banner } from './banner.tsx';
import { DropFiles } from './bring-files.tsx';
import { FollowingBar } from './following-bar.tsx';
import { Inspector } from './inspector.tsx';
import { Palette } from './palette.tsx';
import { PingMarks } from './pings.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { StageView } from './stage.tsx';
import { StatusCorner } from './status-corner.tsx';
import { Toolbar } from './toolbar.tsx';
import { TopBar } from './top-bar.tsx';

interface SessionScreenProps {
  readonly id: SessionId;
  readonly open: OpenSession;
}

/** The controls over the room. Whatever they leave free belongs to the canvas under them. */
export function SessionScreen({ id, open }: SessionScreenProps) {
  const { screen } = useApp();
  const main = useArrival();
  const readOnly = readOnlyReason(open);
  const close = () => {
    screen.dialog.value = 'none';
  };
  useEffect(() => close, []);
  return (
    <>
      <main ref={main} class="session" tabIndex={-1} aria-label={texts.status.session(open.name.value)}>
        <TopBar id={id} open={open} />
        <Banner />
        <FollowingBar open={open} />
        <Palette readOnly={readOnly} />
        <StageView open={open} readOnly={readOnly} />
        <PingMarks open={open} />
        <Inspector open={open} />
        <div class="bottom-bar">
          <StatusCorner open={open} />
          <Toolbar readOnly={readOnly} />
        </div>
      </main>
      {readOnly === undefined && <DropFiles />}
      <OpenDialog id={id} open={open} name={screen.dialog.value} onClose={close} />
    </>
  );
}

interface OpenDialogProps extends SessionScreenProps {
  readonly name: DialogName;
  readonly onClose: () => void;
}

function OpenDialog({ id, open, name, onClose }: OpenDialogProps) {
  switch (name) {
    case 'none':
      return null;
    case 'share':
      return <ShareDialog open={open} onClose={onClose} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={onClose} />;
    case 'refused':
      return <RefusedDialog open={open} onClose={onClose} />;
    default:
      return <SessionPages id={id} open={open} page={name} onClose={onClose} />;
  }
}
