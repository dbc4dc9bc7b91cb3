export { createService, type LiveService } from './service.ts';
