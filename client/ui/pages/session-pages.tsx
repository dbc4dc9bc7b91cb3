import { unreachable } from '../../../shared/errors.ts';
import type { SessionId } from '../../../shared/ids.ts';
import type { OpenSession } from '../../model/index.ts';
import { ActivityPage } from '../activity/activity-page.tsx';
import { AlignPage } from '../align/align-page.tsx';
import { type SessionPage, useApp } from '../app-context.ts';
import { GalleryPage } from '../gallery/gallery-page.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Scroller } from '../parts/scroller.tsx';
import { PeoplePage } from '../people/people-page.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import { StatisticsPage } from '../statistics/statistics-page.tsx';

export const PAGES: readonly {
  readonly page: SessionPage;
  readonly title: string;
  readonly icon: IconName;
}[] = [
  { page: 'people', title: 'People', icon: 'people' },
  { page: 'activity', title: 'Activity', icon: 'activity' },
  { page: 'pictures', title: 'Pictures', icon: 'pictures' },
  { page: 'statistics', title: 'Statistics', icon: 'chart' },
  { page: 'align', title: 'Align', icon: 'frame' },
  { page: 'settings', title: 'Settings', icon: 'settings' },
];

interface SessionPagesProps {
  readonly id: SessionId;
  readonly open: OpenSession;
  readonly page: SessionPage;
  readonly onClose: () => void;
}

/** Everything about the session that is not the room itself, a page for each. */
export function SessionPages({ id, open, page, onClose }: SessionPagesProps) {
  const { screen } = useApp();
  const title = PAGES.find(each => each.page === page)?.title ?? '';
  return (
    <Dialog title={title} onClose={onClose} size="page">
      <div class="pages">
        <nav class="pages-nav" aria-label="About this session">
          {PAGES.map(each => (
            <button
              key={each.page}
              type="button"
              class="page-link"
              aria-current={each.page === page ? 'page' : undefined}
              onClick={() => {
                screen.dialog.value = each.page;
              }}
            >
              <Icon name={each.icon} />
              <span>{each.title}</span>
            </button>
          ))}
        </nav>
        <Scroller key={page} className="page-body">
          <Page id={id} open={open} page={page} />
        </Scroller>
      </div>
    </Dialog>
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
