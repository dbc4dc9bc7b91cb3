export { createPanel, type Panel, type PanelOptions } from './panel.ts';
