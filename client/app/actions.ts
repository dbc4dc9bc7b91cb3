import { fail } from '../../shared/errors.ts';
import { isBlank, nameOf } from '../../shared/plain-name.ts';
import { askPersistence, type Disk, exportSession, readSessionFile } from '../disk/index.ts';
import type { Actions, Identity, Model } from '../model/index.ts';
import { UNTITLED } from '../model/index.ts';
import { download } from './download.ts';
import { type FileActions, fileActions } from './editing/file-actions.ts';
import { multiSelect } from './editing/multi-select.ts';
import { placeInFront } from './editing/place-in-front.ts';
import type { Notices } from './notices.ts';
import type { Joining } from './session/joining.ts';
import type { LibraryStore } from './session/library.ts';
import type { Lifecycle } from './session/lifecycle.ts';
import type { LiveSession } from './session/session.ts';
import type { AlignmentActions } from './space/alignment-guide.ts';
import type { StoredAlignments } from './space/stored-alignments.ts';
import type { FollowAndPingActions } from './viewport/follow-and-ping.ts';
import type { Viewport } from './viewport/viewport.ts';

/**
 * What actions need. The viewport and the screens come later than the actions that they are given, so they
 * are asked for when used.
 */
export interface ActionContext {
  readonly model: Model;
  readonly disk: Disk;
  readonly identity: Identity;
  readonly library: LibraryStore;
  readonly lifecycle: Lifecycle;
  readonly joining: Joining;
  readonly notices: Notices;
  readonly places: StoredAlignments;
  readonly room: AlignmentActions;
  readonly preferences: Pick<Actions, 'prefer'>;
  readonly together: FollowAndPingActions;
  /** Undefined where the browser cannot draw in 3D. */
  viewport(): Viewport | undefined;
  overlay(): HTMLElement;
  update(): Promise<void>;
}

export function createActions(context: ActionContext): Actions {
  const own = libraryActions(context);
  return {
    ...own,
    ...fileActions(context, own.importSession),
    ...sessionActions(context),
    ...worldActions(context),
    ...context.room,
    ...context.preferences,
    ...context.together,
    selectSeveral: multiSelect(context.model),
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
  const { model, disk, identity, library, lifecycle, joining, notices, places } = context;

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
      const live = lifecycle.current();
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
      if (lifecycle.current()?.id === id) await lifecycle.abandon();
      const removed = await library.remove(id);
      if (removed.ok) places.forget(id);
      else notices.report(removed.error);
    },
    closeSession: () => lifecycle.close(),
    setProfile: (name, color) => {
      const profile = { name: nameOf(name) || model.profile.peek().name, color };
      if (isBlank(name)) notices.report({ code: 'document/no-name' });
      model.profile.value = profile;
      void disk.profile.set(profile).then(kept => kept.ok || notices.report(kept.error));
      lifecycle.current()?.introduce(profile);
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

function sessionActions(context: ActionContext): SessionActions {
  const { lifecycle } = context;
  const editing = () => lifecycle.current()?.editing;
  return {
    reconnect: () => lifecycle.current()?.link.reconnect(),
    retryDisk: () => void lifecycle.current()?.retryDisk(),
    exportSession: () => {
      const live = lifecycle.current();
      if (!live) return;
      const name = live.open.name.peek();
      download(exportSession(live.document, name), `${name}.aiframe`);
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

type WorldActions = Omit<
  Actions,
  | keyof LibraryActions
  | keyof SessionActions
  | keyof FileActions
  | keyof AlignmentActions
  | keyof FollowAndPingActions
  | 'prefer'
  | 'selectSeveral'
>;

function worldActions(context: ActionContext): WorldActions {
  const { model, lifecycle, notices } = context;
  return {
    choose: choice => {
      model.several.value = false;
      model.choice.value = choice;
    },
    setColor: color => {
      model.color.value = color;
      lifecycle.current()?.editing.edit({ color });
    },
    setSnaps: snaps => {
      model.snaps.value = snaps;
    },
    setGizmo: mode => {
      model.gizmo.value = mode;
    },
    placeInFront: choice => {
      const head = context.viewport()?.eyes.head();
      const live = lifecycle.current();
      if (choice.tool !== 'place' || !head || !live) return;
      const { editing, document } = live;
      const others = [...document.objects.values()].filter(({ hidden }) => !hidden);
      const intent = placeInFront(choice, head, model.color.peek(), others);
      if (intent?.type !== 'place-object') return;
      if (editing.apply({ intents: [intent], gesture: undefined })) editing.select(new Set([intent.id]));
    },
    enterXr: async () => {
      const viewport = context.viewport();
      const entered = viewport ? await viewport.xr.enter(context.overlay()) : fail('scene/no-webgl');
      // A failed start is said where AR is, with a way to try again; once is enough.
      if (!entered.ok && model.xr.peek().state !== 'failed') notices.report(entered.error);
    },
    leaveXr: async () => context.viewport()?.xr.leave(),
    frameAll: () => {
      context.together.stopFollowing();
      context.viewport()?.frameAll();
    },
    applyUpdate: () => context.update(),
    dismissNotice: id => notices.dismiss(id),
  };
}
