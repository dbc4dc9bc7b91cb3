import { archiveAnswer, ROUTES } from '../../shared/api/index.ts';
import { ok } from '../../shared/errors.ts';
import type { ApiContext } from './context.ts';
import { memberRoute, type Route } from './route.ts';

/**
 * Archiving a session, and restoring it. Opening one restores it too, so the second only does it ahead of
 * time.
 */
export const archiveRoutes = ({ lifecycle }: ApiContext): readonly Route[] => [
  memberRoute({
    method: 'POST',
    path: ROUTES.archive(':id'),
    summary: 'Puts the session away until somebody opens it: one sealed file, out of the store.',
    who: 'host',
    answer: archiveAnswer,
    errors: ['api/in-use'],
    takesArchived: true,
    handle: async ({ id }) => {
      const archived = await lifecycle.archive(id);
      return archived.ok ? ok({ body: { status: 'archived', session_id: id } }) : archived;
    },
  }),
  memberRoute({
    method: 'POST',
    path: ROUTES.restore(':id'),
    summary: 'Brings the session back into the store.',
    who: 'host',
    answer: archiveAnswer,
    takesArchived: true,
    handle: async ({ id }) => {
      const active = await lifecycle.ensureActive(id);
      return active.ok ? ok({ body: { status: 'active', session_id: id } }) : active;
    },
  }),
  memberRoute({
    method: 'POST',
    path: ROUTES.beginAgain(':id'),
    summary:
      'Begins another, empty history of a session whose document cannot be read, for the host’s device to fill with its copy.',
    who: 'host',
    answer: archiveAnswer,
    errors: ['api/in-use'],
    takesArchived: true,
    handle: async ({ id }) => {
      const begun = await lifecycle.beginAgain(id);
      return begun.ok ? ok({ body: { status: 'active', session_id: id } }) : begun;
    },
  }),
];
