import { useEffect } from 'preact/hooks';
import { unreachable } from '../../shared/errors.ts';
import type { SessionState } from '../model/index.ts';
import { texts } from '../view/index.ts';
import { useApp } from './app-context.ts';
import { LibraryScreen } from './library/library-screen.tsx';
import { NoticeList } from './notices/notices.tsx';
import { SessionScreen } from './session/session-screen.tsx';
import { FailedScreen, OpeningScreen } from './session/unopened-screen.tsx';

export function Root() {
  const { model } = useApp();
  const session = model.session.value;
  const presenting = model.xr.value.state === 'presenting';
  const title =
    session.state === 'open' ? texts.sessions.windowTitle(session.open.name.value) : texts.sessions.APP;
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <div class={session.state === 'open' ? 'screens over-session' : 'screens'} hidden={presenting}>
      <Screen session={session} />
      <NoticeList />
    </div>
  );
}

function Screen({ session }: { readonly session: SessionState }) {
  switch (session.state) {
    case 'closed':
      return <LibraryScreen />;
    case 'opening':
      return <OpeningScreen />;
    case 'open':
      return <SessionScreen key={session.id} id={session.id} open={session.open} />;
    case 'failed':
      return <FailedScreen error={session.error} />;
    default:
      return unreachable(session);
  }
}
