export const HINT = 'Choose one, then press where it should stand.';
export const HINT_BRING = 'Models (GLB) and pictures brought on a screen come up here.';
