import { fail } from '../../shared/errors.ts';
import { isBlank, nameOf } from '../../shared/plain-name.ts';
import { askPersistence, type Disk, readSessionFile } from '../disk/index.ts';
import type { Actions, Identity, Model } from '../model/index.ts';
import { UNTITLED } from '../model/index.ts';
import { downloadSession } from './download.ts';
import { type FileActions, fileActions } from './editing/file-actions.ts';
import { type ToolActions, toolActions } from './editing/tool-actions.ts';
import type { Notices } from './notices.ts';
import type { Joining } from './session/joining.ts';
import type { LibraryStore } from './session/library.ts';
import type { Lifecycle } from './session/lifecycle.ts';
import type { LiveSession } from './session/session.ts';
import type { AlignmentActions } from './space/alignment-guide.ts';
import type { StoredAlignments } from './space/stored-alignments.ts';
import type { Display } from './viewport/display.ts';
import type { FollowAndPingActions } from './viewport/follow-and-ping.ts';
import type { Viewport } from './viewport/viewport.ts';

export interface ActionContext {
  readonly model: Model;
  readonly disk: Disk;
  readonly identity: Identity;
  readonly library: LibraryStore;
  readonly lifecycle: Lifecycle;
  readonly joining: Joining;
  readonly notices: Notices;
  readonly alignments: StoredAlignments;
  readonly alignmentActions: AlignmentActions;
  readonly preferences: Pick<Actions, 'prefer'>;
  readonly followAndPingActions: FollowAndPingActions;
  /** These two are undefined where the browser cannot draw in 3D. */
  readonly display: Display | undefined;
  readonly viewport: Viewport | undefined;
  /** Shown over a phone's camera picture. */
  readonly overlay: HTMLElement;
  readonly applyUpdate: Actions['applyUpdate'];
}

export function createActions(context: ActionContext): Actions {
  const { model, lifecycle, viewport } = context;
  const library = libraryActions(context);
  return {
    ...library,
    ...fileActions(context, library.importSession),
    ...sessionActions(lifecycle),
    ...toolActions({ model, session: lifecycle.session, head: () => viewport?.head() }),
    ...viewportActions(context),
    ...context.alignmentActions,
    ...context.preferences,
    ...context.followAndPingActions,
    applyUpdate: context.applyUpdate,
    dismissNotice: id => context.notices.dismiss(id),
  };
}

type LibraryActions = Pick<
  Actions,
  | 'createSession'
  | 'openSession'
  | 'joinSession'
  | 'renameSession'
  | 'deleteSession'
  | 'closeSession'
  | 'setProfile'
  | 'askPersistence'
  | 'importSession'
>;

function libraryActions(context: ActionContext): LibraryActions {
  const { model, disk, identity, library, lifecycle, joining, notices, alignments } = context;

  /** Opens a new session of this name and lets `fill` write its first content. */
  async function beginSession(name: string, fill: (session: LiveSession) => void): Promise<void> {
    const title = nameOf(name) || UNTITLED;
    await lifecycle.open(await library.create(title), session => {
      fill(session);
      session.editing.apply({ intents: [{ type: 'rename-session', name: title }], gesture: undefined });
    });
  }

  return {
    createSession: name => beginSession(name, () => undefined),
    openSession: id => lifecycle.openById(id),
    joinSession: text => joining.join(text),
    renameSession: async (id, name) => {
      const live = lifecycle.session.peek();
      if (live?.id === id) {
        live.editing.apply({ intents: [{ type: 'rename-session', name: nameOf(name) }], gesture: undefined });
        return;
      }
      const entry = await library.find(id);
      const renamed = entry
        ? await library.rename(entry, nameOf(name), identity.user)
        : fail('disk/not-found');
      if (!renamed.ok) notices.report(renamed.error);
    },
    deleteSession: async id => {
      if (lifecycle.session.peek()?.id === id) await lifecycle.abandon();
      const removed = await library.remove(id);
      if (removed.ok) alignments.forget(id);
      else notices.report(removed.error);
    },
    closeSession: () => lifecycle.close(),
    setProfile: (name, color) => {
      const profile = { name: nameOf(name) || model.profile.peek().name, color };
      if (isBlank(name)) notices.report({ code: 'document/no-name' });
      model.profile.value = profile;
      void disk.profile.set(profile).then(kept => kept.ok || notices.report(kept.error));
      lifecycle.session.peek()?.introduce(profile);
    },
    askPersistence: async () => {
      model.persistence.value = await askPersistence();
    },
    importSession: async file => {
      const read = await readSessionFile(file);
      if (read.ok) await beginSession(read.value.name, session => read.value.writeTo(session.document));
      else notices.report(read.error);
    },
  };
}

type SessionActions = Pick<
  Actions,
  | 'reconnect'
  | 'retryDisk'
  | 'exportSession'
  | 'select'
  | 'selectAll'
  | 'editSelection'
  | 'duplicateSelection'
  | 'arrangeSelection'
  | 'resizeSelection'
  | 'deleteSelection'
  | 'showHidden'
  | 'undo'
  | 'redo'
>;

function sessionActions({ session }: Lifecycle): SessionActions {
  const editing = () => session.peek()?.editing;
  return {
    reconnect: () => session.peek()?.link.reconnect(),
    retryDisk: () => void session.peek()?.retryDisk(),
    exportSession: () => {
      const live = session.peek();
      if (live) downloadSession(live.document, live.open.name.peek());
    },
    select: ids => editing()?.select(ids),
    selectAll: () => editing()?.selectAll(),
    editSelection: fields => editing()?.edit(fields),
    duplicateSelection: () => editing()?.duplicate(),
    arrangeSelection: how => editing()?.arrange(how),
    resizeSelection: factor => editing()?.resize(factor),
    deleteSelection: () => editing()?.remove(),
    showHidden: () => editing()?.showHidden(),
    undo: () => editing()?.undo(),
    redo: () => editing()?.redo(),
  };
}

type ViewportActions = Omit<
  Actions,
  | keyof LibraryActions
  | keyof SessionActions
  | keyof FileActions
  | keyof ToolActions
  | keyof AlignmentActions
  | keyof FollowAndPingActions
  | 'prefer'
  | 'applyUpdate'
  | 'dismissNotice'
>;

function viewportActions(context: ActionContext): ViewportActions {
  const { model, notices, display, viewport, overlay } = context;
  return {
    enterXr: async () => {
      const entered = display ? await display.xr.enter(overlay) : fail('scene/no-webgl');
      // A failed start is shown where AR is, with a way to try again; once is enough.
      if (!entered.ok && model.xr.peek().state !== 'failed') notices.report(entered.error);
    },
    leaveXr: async () => display?.xr.leave(),
    frameAll: () => {
      context.followAndPingActions.stopFollowing();
      viewport?.frameAll();
    },
  };
}
