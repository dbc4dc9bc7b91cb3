import { effect } from '@preact/signals';
import { render } from 'preact';
import type { Actions, Model } from '../model/index.ts';
import { AppContext, createApp } from './app-context.ts';
import { OverlayControls } from './overlay/overlay-controls.tsx';
import { Root } from './root.tsx';
import { listenForShortcuts } from './shortcuts.ts';
import './styles/index.css';
import { applyTheme } from './theme.ts';
import { keepWholeCharacters } from './whole-characters.ts';

/** The elements that the app lives in, before anything is shown in them. */
export interface Page {
  /** Fills the window under the screens: the scene draws into it and listens to its pointers. */
  readonly canvas: HTMLCanvasElement;
  readonly screens: HTMLElement;
  /**
   * The content that a phone shows over its camera picture (the root of WebXR's `dom-overlay`); empty unless
   * presenting.
   */
  readonly overlay: HTMLElement;
}

/** Adds the app's elements to `root`, which should be empty. */
export function openPage(root: HTMLElement): Page {
  const canvas = document.createElement('canvas');
  canvas.className = 'scene-canvas';
  const screens = document.createElement('div');
  const overlay = document.createElement('div');
  overlay.className = 'overlay';
  overlay.hidden = true;
  // A press on a control of the overlay is not also a press into the world.
  const keep = (event: Event) => {
    if (event.target !== overlay) event.preventDefault();
  };
  overlay.addEventListener('beforexrselect', keep);
  root.append(canvas, screens, overlay);
  return { canvas, screens, overlay };
}

/** Renders the screens into `page` and keeps them equal to the model. Returns the way to remove it all. */
export function renderScreens(page: Page, model: Model, actions: Actions): () => void {
  const { canvas, screens, overlay } = page;
  const app = createApp(model, actions);
  const undo = [
    applyTheme(),
    listenForShortcuts(app),
    keepWholeCharacters(),
    effect(() => {
      overlay.hidden = model.xr.value.state !== 'presenting';
    }),
    effect(() => {
      const choice = model.choice.value;
      if (choice.tool === 'place') app.lastPlaced.value = choice;
    }),
  ];
  render(
    <AppContext.Provider value={app}>
      <Root />
    </AppContext.Provider>,
    screens,
  );
  render(
    <AppContext.Provider value={app}>
      <OverlayControls />
    </AppContext.Provider>,
    overlay,
  );
  return () => {
    for (const each of undo) each();
    render(null, screens);
    render(null, overlay);
    for (const element of [canvas, screens, overlay]) element.remove();
  };
}
