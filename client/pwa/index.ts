export { type AppRegistration, registerApp } from './register.ts';
