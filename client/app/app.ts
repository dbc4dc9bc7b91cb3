import { z } from 'zod';
import { assert, fail } from '../../shared/errors.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { Disk } from '../disk/index.ts';
import { knownPersistence, memoryDisk, openDisk } from '../disk/index.ts';
import { relayApi } from '../link/index.ts';
import { createModel, type Identity, PEOPLE_COLORS, type Profile } from '../model/index.ts';
import { registerWorker } from '../pwa/index.ts';
import { createSounds } from '../sounds/index.ts';
import { renderScreens, type Screens } from '../ui/index.ts';
import { createActions } from './actions.ts';
import { createNotices } from './notices.ts';
import { openPreferences } from './preferences.ts';
import { exposeProbe } from './probe.ts';
import { readAddress } from './session/address.ts';
import { createJoining } from './session/joining.ts';
import { createLibraryStore } from './session/library.ts';
import { createLifecycle } from './session/lifecycle.ts';
import { createAlignmentGuide } from './space/alignment-guide.ts';
import { openStoredAlignments } from './space/stored-alignments.ts';
import { reportUnexpectedErrors } from './unexpected-errors.ts';
import { createFollowAndPing } from './viewport/follow-and-ping.ts';
import { announceSimplifiedModels } from './viewport/simplified-models-notice.ts';
import { createSoundEffects } from './viewport/sound-effects.ts';
import { createViewport, type Viewport } from './viewport/viewport.ts';

// Zod would otherwise compile its schemas, which the content security policy forbids.
z.config({ jitless: true });

/** Puts the rooms together and shows the app inside `root`. The relay is where the page came from. */
export async function startApp(root: HTMLElement): Promise<void> {
  const base = location.origin;
  const opened = await openDisk();
  const disk: Disk = opened.ok ? opened.value : memoryDisk();
  const identity = await identityOf(disk);
  const stored = await disk.profile.get();
  const model = createModel((stored.ok && stored.value) || newProfile(identity));
  const notices = createNotices(model.notices);
  reportUnexpectedErrors(notices);
  if (!opened.ok) notices.report(opened.error);

  const api = relayApi(base, identity);
  const library = createLibraryStore(disk, api, model);
  const places = await openStoredAlignments(disk, model.places, notices);
  const preferences = await openPreferences(disk, model, notices);
  const sounding = createSoundEffects(model, createSounds().play);
  let viewport: Viewport | undefined;
  let screens: Screens | undefined;
  const lifecycle = createLifecycle({
    model,
    disk,
    identity,
    api,
    base,
    library,
    notices,
    show: session => {
      viewport?.show(session);
      sounding.follow(session);
    },
    saveCopy: () => actions.exportSession(),
    picture: async () => viewport?.picture() ?? fail('scene/no-webgl'),
  });
  const joining = createJoining({ disk, library, lifecycle, notices, profile: () => model.profile.peek() });
  const room = createAlignmentGuide({
    model,
    notices,
    places,
    session: () => lifecycle.current(),
    xr: () => viewport?.xr,
    prefer: preferences.prefer,
  });
  const together = createFollowAndPing({ model, notices, eyes: () => viewport?.eyes });
  const worker = registerWorker(model.pwa);
  const actions = createActions({
    model,
    disk,
    identity,
    library,
    lifecycle,
    joining,
    notices,
    places,
    room: room.actions,
    preferences,
    together: together.actions,
    viewport: () => viewport,
    overlay: () => (screens as Screens).overlay,
    update: () => worker.update(),
  });
  screens = renderScreens(root, model, actions);
  if (canDraw()) {
    const onSimpler = announceSimplifiedModels(notices);
    viewport = createViewport(screens.canvas, model, actions, {
      places,
      room,
      sounding,
      together,
      onSimpler,
    });
    viewport.xr.welcome(screens.overlay);
  } else {
    model.xr.value = { state: 'none' };
    notices.report({ code: 'scene/no-webgl' });
  }
  exposeProbe({
    frames: () => viewport?.frames() ?? 0,
    objects: () =>
      [...(lifecycle.current()?.document.objects.values() ?? [])].map(({ id, kind, pose, placement }) => ({
        id,
        kind,
        position: pose.position,
        parent: placement.parent,
      })),
    onScreen: id => viewport?.onScreen(id as ObjectId),
    status: () => lifecycle.current()?.open.status.peek().text ?? '',
    xr: () => model.xr.peek().state,
    space: () => model.space.peek(),
    guide: () => model.guide.peek(),
    inRoom: point => viewport?.inRoom(point) ?? point,
    panelButton: label => viewport?.panelButton(label),
    pings: () => model.pings.peek(),
    peers: () => lifecycle.current()?.open.peers.peek().length ?? 0,
  });

  model.persistence.value = await knownPersistence();
  await library.refresh();
  if ((await library.findStrays()) > 0) {
    notices.say({
      id: 'found-again',
      tone: 'info',
      title: 'Sessions were found again',
      detail: 'The library had lost them, and their content was still on this device. They are in the list.',
    });
  }
  const navigate = async (): Promise<void> => {
    const address = readAddress(location.hash);
    if (address.at === 'session') await lifecycle.openById(address.id);
    else if (address.at === 'join') await actions.joinSession(address.code);
    else await lifecycle.close();
  };
  window.addEventListener('popstate', () => void navigate());
  window.addEventListener('beforeunload', event => {
    if (lifecycle.current()?.isAtRisk()) event.preventDefault();
  });
  const last = await disk.lastOpened.get();
  if (readAddress(location.hash).at !== 'library') await navigate();
  else if (last.ok && last.value) await lifecycle.openById(last.value);
  await joining.resume();
}

/** Asked of a canvas of its own: the first context of a canvas decides what all later ones are. */
const canDraw = (): boolean => document.createElement('canvas').getContext('webgl2') !== null;

/** This device's identity, or one that lasts until the tab closes where the disk cannot even keep that. */
async function identityOf(disk: Disk): Promise<Identity> {
  for (const each of [disk, memoryDisk()]) {
    const known = await each.identity();
    if (known.ok) return known.value;
    console.warn(known.error);
  }
  assert(false, 'a disk in memory always has an identity');
}

/** Somebody has to be somebody before they have said who they are. */
function newProfile({ user }: Identity): Profile {
  const letters = user
    .replace(/[^A-Za-z]/g, '')
    .slice(0, 3)
    .toUpperCase();
  const sum = [...user].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return {
    name: `Guest ${letters}`,
    color: PEOPLE_COLORS[sum % PEOPLE_COLORS.length] as string,
  };
}
