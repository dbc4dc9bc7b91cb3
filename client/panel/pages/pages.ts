import type { Container } from '@pmndrs/uikit';
import { unreachable } from '../../../shared/errors.ts';
import type { PageName, PanelContext } from '../context.ts';
import { createActivityPage } from './activity-page.ts';
import { createAlignPage } from './align-page.ts';
import { createModelsPage } from './models-page.ts';
import { createPeoplePage } from './people-page.ts';
import { createPicturesPage } from './pictures-page.ts';
import { createPlacePage } from './place-page.ts';
import { createSelectionPage } from './selection-page.ts';
import { createSessionPage } from './session-page.ts';
import { createSessionsPage } from './sessions-page.ts';
import { createSettingsPage } from './settings-page.ts';

export function createPage(name: PageName, context: PanelContext): Container {
  switch (name) {
    case 'place':
      return createPlacePage(context);
    case 'models':
      return createModelsPage(context);
    case 'selection':
      return createSelectionPage(context);
    case 'session':
      return createSessionPage(context);
    case 'people':
      return createPeoplePage(context);
    case 'pictures':
      return createPicturesPage(context);
    case 'activity':
      return createActivityPage(context);
    case 'sessions':
      return createSessionsPage(context);
    case 'align':
      return createAlignPage(context);
    case 'settings':
      return createSettingsPage(context);
    default:
      return unreachable(name);
  }
}
