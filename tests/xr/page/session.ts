import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import type { DiskState, LinkState } from '../../../client/model/index.ts';
import {
  type Actions,
  createModel,
  type Model,
  type OpenSession,
  type RefusalState,
} from '../../../client/model/index.ts';
import { describeStatus } from '../../../client/view/index.ts';
import type { Frame } from '../../../shared/frame.ts';
import { newSessionId, type ObjectId, type SessionId, type UserId } from '../../../shared/ids.ts';
import { type Intent, SessionDocument } from '../../../shared/session/index.ts';
import { noBlobs, quietService } from '../../ui/preview/service.ts';

/**
 * A real document with a model and actions around it, without a disk and a link: what XR, tools and panel
 * need.
 */
export interface PageSession {
  readonly document: SessionDocument;
  readonly model: Model;
  readonly actions: Actions;
  readonly id: SessionId;
  readonly open: OpenSession;
  readonly selection: ReadonlySignal<ReadonlySet<ObjectId>>;
  /** How often each action was called, and with what last. */
  readonly calls: Readonly<Record<string, number>>;
  readonly lastCall: Readonly<Record<string, readonly unknown[]>>;
  apply(intents: readonly Intent[], gesture: string | undefined): void;
}

const USER = 'a-person-of-the-test-page' as UserId;

/** The same session after a reload, as on a device. */
function sessionId(): SessionId {
  const known = localStorage.getItem('session');
  const id = (known as SessionId | null) ?? newSessionId();
  localStorage.setItem('session', id);
  return id;
}

/** What was brought looks like something; the rest is still on its way. */
function thumbnailOf(asset: string): string | undefined {
  const hue = ['a', 'b', 'c'].findIndex(each => asset === each.repeat(64)) * 120;
  const canvas = window.document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (hue < 0 || !context) return undefined;
  canvas.width = canvas.height = 128;
  context.fillStyle = `hsl(${hue} 30% 30%)`;
  context.fillRect(0, 0, 128, 128);
  context.fillStyle = `hsl(${hue} 60% 65%)`;
  context.fillRect(32, 24, 64, 80);
  return canvas.toDataURL();
}

export function createPageSession(leaveXr: () => Promise<void>, room: () => Partial<Actions>): PageSession {
  const document = new SessionDocument();
  const model = createModel({ name: 'Ada', color: '#4cc2ff' });
  const selection = signal<ReadonlySet<ObjectId>>(new Set());
  const history = signal({ canUndo: false, canRedo: false });
  const calls: Record<string, number> = {};
  const lastCall: Record<string, readonly unknown[]> = {};
  document.history.onChange(() => {
    const { canUndo, canRedo } = document.history;
    history.value = { canUndo, canRedo };
  });

  const apply = (intents: readonly Intent[], gesture: string | undefined): void => {
    const author = { user: USER, at: Date.now(), ...(gesture === undefined ? {} : { gesture }) };
    const result = document.apply(author, intents);
    if (!result.ok) throw new Error(result.error.code);
  };

  const frames = signal<readonly Frame[]>([]);
  document.subscribe(() => {
    frames.value = [...document.frames.values()];
  });

  const id = sessionId();
  const disk = signal<DiskState>({ state: 'saved' });
  const link = signal<LinkState>({ state: 'offline', waiting: 3 });
  const open: OpenSession = {
    name: signal('Küche für Zoë 厨房'),
    role: signal('host'),
    user: USER,
    disk,
    link,
    status: computed(() => describeStatus(disk.value, link.value)),
    peers: signal([]),
    participants: signal([]),
    frames,
    objectCount: signal(0),
    hiddenCount: signal(0),
    selection,
    selected: computed(() => {
      const first = document.objects.get([...selection.value][0] ?? ('' as ObjectId));
      if (!first) return undefined;
      return {
        count: selection.value.size,
        kind: first.kind,
        asset: undefined,
        color: first.color,
        text: undefined,
        hasText: first.kind === 'note',
        size: first.placement.scale,
        locked: false,
        lockedBy: undefined,
        created: undefined,
        changed: undefined,
      };
    }),
    history,
    refusals: {
      state: signal<RefusalState>({ state: 'none' }),
      ghosts: signal([]),
      keepAsCopy: async () => undefined,
      askHost: async () => undefined,
      exportKept: () => undefined,
      discard: async () => undefined,
      sendAgain: async () => undefined,
    },
    permission: signal('edit'),
    service: quietService(),
    blobs: noBlobs,
    brought: signal([]),
  };
  model.session.value = { state: 'open', id, open };

  const actions = new Proxy({} as Actions, {
    get: (_, name: string) => {
      const does: Record<string, (...args: never[]) => unknown> = {
        choose: (choice: Model['choice']['value']) => {
          model.choice.value = choice;
        },
        setColor: (color: string) => {
          model.color.value = color;
        },
        select: (ids: ReadonlySet<ObjectId>) => {
          selection.value = ids;
        },
        undo: () => document.history.undo(),
        redo: () => document.history.redo(),
        deleteSelection: () =>
          apply(
            [...selection.value].map(id => ({ type: 'delete-object', id })),
            undefined,
          ),
        leaveXr,
        prefer: (change: Partial<Model['preferences']['value']>) => {
          model.preferences.value = { ...model.preferences.value, ...change };
        },
        thumbnail: async (asset: string) => thumbnailOf(asset),
      };
      return (...args: never[]) => {
        calls[name] = (calls[name] ?? 0) + 1;
        lastCall[name] = args;
        const roomActions: Record<string, unknown> = { ...room() };
        const act = does[name] ?? (roomActions[name] as (typeof does)[string] | undefined);
        return act?.(...args);
      };
    },
  });
  return { document, model, actions, selection, calls, lastCall, apply, id, open };
}
