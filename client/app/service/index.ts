export { createService, type LiveService, type View } from './service.ts';
