export { openPage, type Page, renderScreens } from './render.tsx';
