export { Connection, type Grant } from './connection.ts';
export { dismiss, isOfWhatWasSent } from './dismiss.ts';
export { judgeImport } from './gate.ts';
export type { Room } from './room.ts';
export { Rooms, type RoomsOptions } from './rooms.ts';
export { type StoredView, viewStored } from './stored-view.ts';
export type { DocumentView } from './view.ts';
