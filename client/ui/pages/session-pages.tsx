import { unreachable } from '../../../shared/errors.ts';
import type { SessionId } from '../../../shared/ids.ts';
import type { OpenSession } from '../../model/index.ts';
import { type CommandId, texts } from '../../view/index.ts';
import { ActivityPage } from '../activity/activity-page.tsx';
import { AlignPage } from '../align/align-page.tsx';
import type { SessionPage } from '../app-context.ts';
import { screenCommandsAt } from '../commands.ts';
import { GalleryPage } from '../gallery/gallery-page.tsx';
import { useCommand } from '../parts/command-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { Scroller } from '../parts/scroller.tsx';
import { PeoplePage } from '../people/people-page.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import { StatisticsPage } from '../statistics/statistics-page.tsx';

interface SessionPagesProps {
  readonly id: SessionId;
  readonly open: OpenSession;
  readonly page: SessionPage;
  readonly onClose: () => void;
}

/** Everything about the session that is not the room itself, a page for each. */
export function SessionPages({ id, open, page, onClose }: SessionPagesProps) {
  const title = texts.pages.TITLES[page];
  return (
    <Dialog title={title} onClose={onClose} size="page">
      <div class="pages">
        <nav class="pages-nav" aria-label={texts.pages.ABOUT}>
          {screenCommandsAt('pages').map(each => (
            <PageLink key={each} id={each} isCurrent={each === `open-${page}`} />
          ))}
        </nav>
        <Scroller key={page} className="page-body">
          <Page id={id} open={open} page={page} />
        </Scroller>
      </div>
    </Dialog>
  );
}

function PageLink({ id, isCurrent }: { readonly id: CommandId; readonly isCurrent: boolean }) {
  const { icon, label, run } = useCommand(id);
  return (
    <button type="button" class="page-link" aria-current={isCurrent ? 'page' : undefined} onClick={run}>
      <Icon name={icon} />
      <span>{label}</span>
    </button>
  );
}

function Page({ id, open, page }: Omit<SessionPagesProps, 'onClose'>) {
  switch (page) {
    case 'people':
      return <PeoplePage open={open} />;
    case 'activity':
      return <ActivityPage open={open} />;
    case 'pictures':
      return <GalleryPage open={open} />;
    case 'statistics':
      return <StatisticsPage open={open} />;
    case 'align':
      return <AlignPage open={open} />;
    case 'settings':
      return <SettingsPage id={id} open={open} />;
    default:
      return unreachable(page);
  }
}
