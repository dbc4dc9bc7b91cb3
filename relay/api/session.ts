import {
  changePolicyRequest,
  deletedAnswer,
  objectsPage,
  objectsQuery,
  ROUTES,
  sessionView,
} from '../../shared/api/index.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import { isObjectId, type SessionId } from '../../shared/ids.ts';
import { type LiveRecord, lastAccessed, type SessionMember } from '../access/index.ts';
import type { DocumentReader } from '../rooms/index.ts';
import type { ApiContext } from './context.ts';
import { membersOf } from './members.ts';
import { memberRoute, type Route } from './route.ts';

const FIRST_PAGE_COUNT = 100;

/** One session: its content, its policy, and its end. */
export const sessionRoutes = (context: ApiContext): readonly Route[] => [
  read(context),
  objects(context),
  change(context),
  remove(context),
];

async function documentOf({ rooms }: ApiContext, id: SessionId): Promise<Result<DocumentReader>> {
  const room = await rooms.open(id);
  return room ? ok(room.view) : fail('api/unavailable');
}

async function viewOf(context: ApiContext, id: SessionId, session: LiveRecord, member: SessionMember) {
  const document = await documentOf(context, id);
  if (!document.ok) return document;
  await context.access.sessions.touch(id);
  const view = document.value;
  return ok({
    body: {
      id,
      device: session.device,
      created: session.created,
      last_accessed: lastAccessed(session),
      role: member.role,
      objects: [...view.objects('', FIRST_PAGE_COUNT).objects],
      objects_total: view.objectsCount,
      settings: { ...session.policy, name: view.name },
      participants: await membersOf(context, id),
      metadata: {
        // Reading a session restores it.
        status: 'active' as const,
        epoch: session.epoch,
        format: view.format,
        document_bytes: view.bytes(),
        blobs_bytes: (await context.blobs.list(id)).reduce((sum, [, { bytes }]) => sum + bytes, 0),
      },
    },
  });
}

const read = (context: ApiContext): Route =>
  memberRoute({
    method: 'GET',
    path: ROUTES.session(':id'),
    summary: 'The session, with the first page of its objects and everybody who belongs to it.',
    who: 'member',
    answer: sessionView,
    handle: ({ id, session, member }) => viewOf(context, id, session, member),
  });

const objects = (context: ApiContext): Route =>
  memberRoute({
    method: 'GET',
    path: ROUTES.objects(':id'),
    summary: 'The objects, in the order of their ids, which stays the same while others edit.',
    who: 'member',
    query: objectsQuery,
    answer: objectsPage,
    handle: async ({ id, query }) => {
      const { limit, cursor = '' } = query;
      if (cursor !== '' && !isObjectId(cursor)) return fail('api/bad-request', 'cursor');
      const document = await documentOf(context, id);
      if (!document.ok) return document;
      const page = document.value.objects(cursor, limit);
      return ok({ body: { objects: [...page.objects], next_cursor: page.next ?? null } });
    },
  });

const change = (context: ApiContext): Route =>
  memberRoute({
    method: 'PATCH',
    path: ROUTES.session(':id'),
    summary: 'How many may be in it at once, and whether editors may edit.',
    who: 'host',
    body: changePolicyRequest,
    answer: sessionView,
    handle: async ({ id, user, member, body }) => {
      const changed = await context.access.sessions.setPolicy(id, body.settings, user);
      return changed.ok ? viewOf(context, id, changed.value, member) : changed;
    },
  });

const remove = (context: ApiContext): Route =>
  memberRoute({
    method: 'DELETE',
    path: ROUTES.session(':id'),
    summary:
      'Erases the session and everything of it. Only that it was here is kept, so that no device brings it back.',
    who: 'host',
    answer: deletedAnswer,
    takesArchived: true,
    handle: async ({ id, user }) => {
      const deleted = await context.deleteSession(id, user);
      return deleted.ok ? ok({ body: { status: 'deleted', session_id: id } }) : deleted;
    },
  });
