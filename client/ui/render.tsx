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

export interface Screens {
  /**
   * Fills the window under the screens and lives as long as they do: the scene draws into it and listens to
   * its pointers.
   */
  readonly canvas: HTMLCanvasElement;
  /**
   * What a phone shows over its camera picture (the root of WebXR's `dom-overlay`); empty unless presenting.
   */
  readonly overlay: HTMLElement;
  dispose(): void;
}

/** Builds the screens inside `root`, which should be empty, and keeps them equal to the model. */
export function renderScreens(root: HTMLElement, model: Model, actions: Actions): Screens {
  const app = createApp(model, actions);
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
  return {
    canvas,
    overlay,
    dispose() {
      for (const each of undo) each();
      render(null, screens);
      render(null, overlay);
      for (const element of [canvas, screens, overlay]) element.remove();
    },
  };
}
