import { useEffect } from 'preact/hooks';
import type { SessionId } from '../../../shared/ids.ts';
import { mayWrite } from '../../../shared/session/index.ts';
import type { OpenSession } from '../../model/index.ts';
import { useApp } from '../app-context.ts';
import { useArrival } from '../parts/arrival.ts';
import { DropFiles } from './bring-files.tsx';
import { Inspector } from './inspector.tsx';
import { Palette } from './palette.tsx';
import { ShareDialog } from './share-dialog.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { Stage } from './stage.tsx';
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
  const editable = mayWrite(open.role.value, 'objects');
  const close = () => {
    screen.dialog.value = 'none';
  };
  useEffect(() => close, []);
  return (
    <>
      <main ref={main} class="session" tabIndex={-1} aria-label={`Session ${open.name.value}`}>
        <TopBar id={id} open={open} />
        <Palette editable={editable} />
        <Stage open={open} editable={editable} />
        <Inspector open={open} editable={editable} />
        <div class="bottom-bar">
          <StatusCorner open={open} />
          <Toolbar open={open} editable={editable} />
        </div>
      </main>
      {editable && <DropFiles />}
      {screen.dialog.value === 'share' && <ShareDialog open={open} onClose={close} />}
      {screen.dialog.value === 'shortcuts' && <ShortcutsDialog onClose={close} />}
    </>
  );
}
