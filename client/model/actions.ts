import type { ObjectId, SessionId } from '../../shared/ids.ts';
import type { Fields } from '../../shared/kinds/index.ts';
import type { Preferences } from './preferences.ts';
import type { StoredAlignment } from './space.ts';
import type { Arrangement, GizmoMode, SnapName, ToolChoice } from './tooling.ts';

/**
 * All that a person can do, from the screens and from the panel alike. Nothing here throws for what can be
 * expected: outcomes show up in the model's signals and notices.
 */
export interface Actions {
  // the library
  createSession(name: string): Promise<void>;
  openSession(id: SessionId): Promise<void>;
  /** By share code or by a link that carries one. */
  joinSession(code: string): Promise<void>;
  renameSession(id: SessionId, name: string): Promise<void>;
  /** From this device only; the relay and the others keep theirs. */
  deleteSession(id: SessionId): Promise<void>;
  closeSession(): Promise<void>;
  setProfile(name: string, color: string): void;
  /** Asks the browser not to evict this site's data. Must run in a user gesture. */
  askPersistence(): Promise<void>;

  // the open session
  reconnect(): void;
  retryDisk(): void;
  /** Offers the open session as a file. */
  exportSession(): void;
  importSession(file: File): Promise<void>;
  /**
   * Offers what can be seen as a 3D file; `quick-look` hands it to the system's own AR viewer. Must run in a
   * user gesture.
   */
  saveScene(as: 'glb' | 'usdz' | 'quick-look'): Promise<void>;

  /**
   * Takes a GLB or a picture into the open session and chooses it for placing; a session file is opened as a
   * new session.
   */
  bring(file: File): Promise<void>;
  /**
   * A small picture of a model or picture, as a URL that needs no revoking. Undefined where its bytes cannot
   * be had now.
   */
  thumbnail(asset: string): Promise<string | undefined>;

  // objects
  choose(choice: ToolChoice): void;
  setColor(color: string): void;
  setGizmo(mode: GizmoMode): void;
  setSnaps(snaps: ReadonlySet<SnapName>): void;
  /** Places one of the chosen kind in front of the eyes, without pointing. */
  placeInFront(choice: ToolChoice): void;
  select(ids: ReadonlySet<ObjectId>): void;
  /** All that is not hidden. */
  selectAll(): void;
  /**
   * Presses add to the selection or take back from it, until this says false, something else is chosen, or
   * nothing is selected any more.
   */
  selectSeveral(isOn: boolean): void;
  editSelection(fields: Fields): void;
  duplicateSelection(): void;
  arrangeSelection(how: Arrangement): void;
  /** Makes what is selected `factor` times as large, where it stands. */
  resizeSelection(factor: number): void;
  deleteSelection(): void;
  /** Shows what was hidden again, and selects it. */
  showHidden(): void;
  undo(): void;
  redo(): void;

  // the others
  /** Shows everybody the place that is pointed at, or else the middle of what is seen. */
  ping(): void;
  /** Asks everybody to come to where this person is. */
  callOthers(): void;
  /** This screen's camera goes with a person until it is moved, or until `stopFollowing`. */
  follow(user: string): void;
  stopFollowing(): void;

  // the room
  /**
   * Brings the session back to where it belongs: by touching the points used last, or by hand where there are
   * none.
   */
  alignAgain(): void;
  /**
   * Aligns by touching the points of this frame; the one used last, or else the first, where none is named.
   */
  alignByTouch(frame?: ObjectId): void;
  /** Makes a new frame of points that are touched. */
  definePoints(): void;
  /**
   * Touches the points of this frame again, which then are where they were touched; refused while this device
   * is not aligned well.
   */
  measureFrame(id: ObjectId): void;
  /** Carries the session to where it belongs, by hand. */
  alignByHand(): void;
  takeTouchBack(): void;
  /** Takes what was touched or carried; while aligning only. */
  finishAligning(): void;
  cancelAligning(): void;
  /** Stays where the session was last, or where AR began. */
  useLastPlace(): void;
  editFrame(id: ObjectId, change: { readonly name?: string; readonly pointNames?: readonly string[] }): void;
  deleteFrame(id: ObjectId): void;
  /** Gives this place's anchor back to the headset; the headset may only do so while it is in AR. */
  freeAnchor(place: StoredAlignment): void;

  // the world
  enterXr(): Promise<void>;
  leaveXr(): Promise<void>;
  /** Brings the camera back to where everything can be seen. */
  frameAll(): void;
  /** Of this device only, and kept on it. */
  prefer(change: Partial<Preferences>): void;
  applyUpdate(): Promise<void>;
  dismissNotice(id: string): void;
}
