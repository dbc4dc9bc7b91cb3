export { describe } from '../../../shared/errors.ts';
