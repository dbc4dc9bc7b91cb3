export { describe } from '../../../shared/errors.ts';
export { describeNotes } from '../../../shared/messages/models.ts';
