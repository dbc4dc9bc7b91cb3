import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import type { AppError } from '../../shared/errors.ts';
import type { Frame } from '../../shared/frame.ts';
import type { ObjectId, SessionId, UserId } from '../../shared/ids.ts';
import type { Vec3 } from '../../shared/pose.ts';
import type { Participant, Presence, Role } from '../../shared/session/index.ts';
import type { ClaimedTime, DeviceTime } from '../../shared/time.ts';
import type { Blobs, Brought } from './media.ts';
import { NO_GRANTS, type Preferences, USUAL_PREFERENCES, type XrGrants } from './preferences.ts';
import type { Refusals, SessionService } from './service.ts';
import type { GuideState, SpaceState, StoredAlignment } from './space.ts';
import type { DiskState, LinkState, Status } from './status.ts';
import type { Following, OffscreenPing, SeenPing } from './together.ts';
import type { GizmoMode, SnapName, ToolChoice } from './tooling.ts';

/**
 * The state that the person sees, as signals: the DOM screens and the in-headset panel both read these, and
 * both act through `Actions`. Only `client/app` writes them.
 */
export interface Model {
  readonly library: Signal<LibraryState>;
  readonly session: Signal<SessionState>;
  readonly profile: Signal<Profile>;
  readonly xr: Signal<XrState>;
  readonly space: Signal<SpaceState>;
  readonly guide: Signal<GuideState>;
  /** Every place that this device knows again, last used first. */
  readonly places: Signal<readonly StoredAlignment[]>;
  readonly pwa: Signal<PwaState>;
  readonly persistence: Signal<PersistenceState>;
  readonly notices: Signal<readonly Notice[]>;
  readonly preferences: Signal<Preferences>;
  readonly grants: Signal<XrGrants>;
  /** The tool of the next press, and the look of the next object. */
  readonly choice: Signal<ToolChoice>;
  readonly color: Signal<string | undefined>;
  /** A press adds to the selection or takes back from it, as with Shift: for devices without a keyboard. */
  readonly several: Signal<boolean>;
  readonly gizmo: Signal<GizmoMode>;
  readonly snaps: Signal<ReadonlySet<SnapName>>;
  /** Pings of everybody, while they are shown. */
  readonly pings: Signal<readonly SeenPing[]>;
  /** Those of them that a screen's picture does not show. */
  readonly beyond: Signal<readonly OffscreenPing[]>;
  /** With whom the camera of this screen goes. */
  readonly following: Signal<Following | undefined>;
}

/** A session whose name nobody knows, or nobody would see. */
export const UNTITLED = 'Untitled session';

/** One line of the library of sessions on this device. */
export interface LibraryEntry {
  readonly id: SessionId;
  readonly name: string;
  readonly created: DeviceTime;
  readonly opened: DeviceTime;
  readonly objects: number;
  readonly role: Role;
  /** Edits that the relay had not acknowledged when the session was last open here. */
  readonly waiting: number;
}

export type LibraryState =
  | { readonly state: 'loading' }
  /** Last opened first. */
  | { readonly state: 'ready'; readonly entries: readonly LibraryEntry[] }
  | { readonly state: 'unavailable'; readonly error: AppError; readonly entries: readonly LibraryEntry[] };

export type SessionState =
  | { readonly state: 'closed' }
  | { readonly state: 'opening'; readonly id: SessionId }
  | { readonly state: 'open'; readonly id: SessionId; readonly open: OpenSession }
  | { readonly state: 'failed'; readonly id: SessionId; readonly error: AppError };

/** The open session. Its signals live and die with it. */
export interface OpenSession {
  readonly name: ReadonlySignal<string>;
  readonly role: ReadonlySignal<Role>;
  readonly permission: ReadonlySignal<Permission>;
  readonly user: UserId;
  readonly disk: ReadonlySignal<DiskState>;
  readonly link: ReadonlySignal<LinkState>;
  readonly status: ReadonlySignal<Status>;
  /** Everybody else who is connected right now. */
  readonly peers: ReadonlySignal<readonly Peer[]>;
  /** Everybody who was ever here. */
  readonly participants: ReadonlySignal<readonly Participant[]>;
  /** The session's reference points, oldest first. */
  readonly frames: ReadonlySignal<readonly Frame[]>;
  readonly objectCount: ReadonlySignal<number>;
  /** How many of them are hidden, and so cannot be selected by pointing. */
  readonly hiddenCount: ReadonlySignal<number>;
  /** Models and pictures that people brought to this session. */
  readonly brought: ReadonlySignal<readonly Brought[]>;
  readonly selection: ReadonlySignal<ReadonlySet<ObjectId>>;
  readonly selected: ReadonlySignal<SelectedFields | undefined>;
  readonly history: ReadonlySignal<{ readonly canUndo: boolean; readonly canRedo: boolean }>;
  /** Edits of this device that the relay did not take. */
  readonly refusals: Refusals;
  /** All around the document that needs the relay. */
  readonly service: SessionService;
  /** The files that objects are made of. */
  readonly blobs: Blobs;
}

/**
 * Whether this person may change objects, and where not, why: a viewer, or the host has turned everybody's
 * editing off.
 */
export type Permission = 'edit' | 'viewer' | 'editing-off';

/**
 * The fields of the selection that the inspector shows: those of one object, or those that several have in
 * common.
 */
export interface SelectedFields {
  readonly count: number;
  /** Undefined where the selected ones differ. */
  readonly kind: string | undefined;
  /** Of models: which one. Undefined where they differ. */
  readonly asset: string | undefined;
  readonly color: string | undefined;
  /** Undefined where the kind has none or they differ. */
  readonly text: string | undefined;
  readonly hasText: boolean;
  /** Metres, of one object; undefined where several are selected. */
  readonly size: Vec3 | undefined;
  readonly locked: boolean;
  /** The one person who locked all of them; undefined where there is none. */
  readonly lockedBy: UserId | undefined;
  /** The placing and the last change of them; undefined where nobody knows. */
  readonly created: Attribution | 'several' | undefined;
  readonly changed: Attribution | 'several' | undefined;
}

/** The person and the time of something that was done to an object. */
export interface Attribution {
  readonly user: UserId;
  /** Undefined where nobody says. */
  readonly at: ClaimedTime | undefined;
  /** By the relay's knowledge. Otherwise the document claims it, and any device may have written that. */
  readonly certain: boolean;
}

export interface Peer {
  /** The device's connection; one person may have several. */
  readonly client: number;
  readonly presence: Presence;
}

/** This person, on this device. */
export interface Profile {
  readonly name: string;
  /** `#rrggbb` */
  readonly color: string;
}

export type XrMode = 'immersive-ar' | 'immersive-vr';

export type XrAttention = Presence['attention'];

export type XrState =
  | { readonly state: 'checking' }
  | { readonly state: 'none' }
  | { readonly state: 'available'; readonly mode: XrMode }
  | { readonly state: 'starting'; readonly mode: XrMode }
  | {
      readonly state: 'presenting';
      readonly mode: XrMode;
      readonly tracking: 'good' | 'lost';
      readonly attention: XrAttention;
    }
  | { readonly state: 'failed'; readonly mode: XrMode; readonly error: AppError };

/** `ready` is said only when every file that the app needs is on this device. */
export type PwaState =
  | { readonly state: 'unsupported' }
  | { readonly state: 'preparing' }
  | { readonly state: 'ready' }
  | { readonly state: 'update' }
  | { readonly state: 'failed'; readonly detail: string };

/** The browser's answer to "do not evict this". */
export type PersistenceState = 'unknown' | 'granted' | 'denied' | 'unsupported';

/** Something that the person should know, until they dismiss it. */
export interface Notice {
  readonly id: string;
  readonly tone: 'info' | 'waiting' | 'loss';
  readonly title: string;
  readonly detail: string;
  readonly actions: readonly NoticeAction[];
}

export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

export function createModel(profile: Profile): Model {
  return {
    library: signal<LibraryState>({ state: 'loading' }),
    session: signal<SessionState>({ state: 'closed' }),
    profile: signal(profile),
    xr: signal<XrState>({ state: 'checking' }),
    space: signal<SpaceState>({ state: 'off' }),
    guide: signal<GuideState>({ step: 'off' }),
    places: signal<readonly StoredAlignment[]>([]),
    pwa: signal<PwaState>({ state: 'preparing' }),
    persistence: signal<PersistenceState>('unknown'),
    notices: signal<readonly Notice[]>([]),
    preferences: signal(USUAL_PREFERENCES),
    grants: signal(NO_GRANTS),
    choice: signal<ToolChoice>({ tool: 'select' }),
    color: signal<string | undefined>(undefined),
    several: signal(false),
    gizmo: signal<GizmoMode>('move'),
    snaps: signal<ReadonlySet<SnapName>>(new Set<SnapName>(['surface'])),
    pings: signal<readonly SeenPing[]>([]),
    beyond: signal<readonly OffscreenPing[]>([]),
    following: signal<Following | undefined>(undefined),
  };
}
