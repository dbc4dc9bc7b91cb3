export { registerWorker, type WorkerRegistration } from './register.ts';
