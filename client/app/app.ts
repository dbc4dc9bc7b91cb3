import { effect } from '@preact/signals-core';
import { z } from 'zod';
import { fail } from '../../shared/errors.ts';
import { knownPersistence } from '../disk/index.ts';
import { registerWorker } from '../pwa/index.ts';
import { createSounds } from '../sounds/index.ts';
import { openPage, type Page, renderScreens } from '../ui/index.ts';
import { texts } from '../view/index.ts';
import { createActions } from './actions.ts';
import { type Device, openDevice } from './device.ts';
import { runFrame } from './frame.ts';
import { announceSimplifiedModels } from './notices.ts';
import { exposeProbe } from './probe.ts';
import { readAddress } from './session/address.ts';
import { Joining } from './session/joining.ts';
import { LibraryStore } from './session/library.ts';
import { Lifecycle } from './session/lifecycle.ts';
import { AlignmentGuide } from './space/alignment-guide.ts';
import { createDisplay, type Display } from './viewport/display.ts';
import { createFollowAndPing } from './viewport/follow-and-ping.ts';
import { HeadsetPanel } from './viewport/headset-panel.ts';
import { SoundEffects } from './viewport/sound-effects.ts';
import { Viewport } from './viewport/viewport.ts';

// Zod would otherwise compile its schemas, which the content security policy forbids.
z.config({ jitless: true });

/**
 * Composes the rooms and shows the app inside `root`, in stages that each know only the ones before: the
 * device, its sessions, what is seen of them. The relay is where the page came from.
 */
export async function startApp(root: HTMLElement): Promise<void> {
  const device = await openDevice(location.origin);
  const page = openPage(root);
  const display = createDisplay(page.canvas, device.model, device.alignments);
  const sessions = composeSessions(device, display);
  composeViewport(device, page, display, sessions);
  await openFirst(device, sessions);
}

interface Sessions {
  readonly library: LibraryStore;
  readonly lifecycle: Lifecycle;
  readonly joining: Joining;
}

function composeSessions(device: Device, display: Display | undefined): Sessions {
  const library = new LibraryStore(device.disk, device.api, device.model);
  const picture = async () => display?.picture() ?? fail('scene/no-webgl');
  const lifecycle = new Lifecycle({ ...device, library, picture });
  const joining = new Joining({ ...device, library, lifecycle, profile: () => device.model.profile.peek() });
  window.addEventListener('beforeunload', event => {
    if (lifecycle.session.peek()?.isAtRisk()) event.preventDefault();
  });
  return { library, lifecycle, joining };
}

function composeViewport(device: Device, page: Page, display: Display | undefined, sessions: Sessions): void {
  const { model, notices, preferences } = device;
  const { session } = sessions.lifecycle;
  const viewport = display && new Viewport(page.canvas, display, model, session);
  const guide = new AlignmentGuide({
    ...device,
    session: () => session.peek(),
    xr: display?.xr,
    prefer: preferences.prefer,
  });
  const followAndPing = createFollowAndPing({ model, notices, eyes: viewport });
  const soundEffects = new SoundEffects({ model, session, play: createSounds().play });
  const worker = registerWorker(model.pwa);
  const actions = createActions({
    ...device,
    ...sessions,
    alignmentActions: guide.actions,
    followAndPingActions: followAndPing.actions,
    display,
    viewport,
    overlay: page.overlay,
    applyUpdate: () => worker.update(),
  });
  renderScreens(page, model, actions);
  const panel = display && new HeadsetPanel(display, model, actions);
  if (display && viewport && panel) {
    const context = { model, viewport, panel, guide, followAndPing, soundEffects };
    display.stage.onFrame(info => runFrame(context, info));
    display.stage.start();
    const onSimplified = announceSimplifiedModels(notices);
    effect(() => onSimplified(viewport.simplified.value));
    display.xr.welcome(page.overlay);
  } else {
    model.xr.value = { state: 'none' };
    notices.report({ code: 'scene/no-webgl' });
  }
  exposeProbe({ model, session, display, viewport, panel });
}

/** Opens the session that the address names, or else the one that was open last. */
async function openFirst({ model, disk, notices }: Device, sessions: Sessions): Promise<void> {
  const { library, lifecycle, joining } = sessions;
  model.persistence.value = await knownPersistence();
  await library.refresh();
  if ((await library.findStrays()) > 0)
    notices.show({ id: 'found-again', tone: 'info', ...texts.notices.SESSIONS_FOUND });
  const navigate = async (): Promise<void> => {
    const address = readAddress(location.hash);
    if (address.at === 'session') await lifecycle.openById(address.id);
    else if (address.at === 'join') await joining.join(address.code);
    else await lifecycle.close();
  };
  window.addEventListener('popstate', () => void navigate());
  const last = await disk.lastOpened.get();
  if (readAddress(location.hash).at !== 'library') await navigate();
  else if (last.ok && last.value) await lifecycle.openById(last.value);
  await joining.resume();
}
