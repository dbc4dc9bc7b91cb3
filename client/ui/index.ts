export { renderScreens, type Screens } from './render.tsx';
