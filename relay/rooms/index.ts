export { Connection, type Grant } from './connection.ts';
export { dismiss, isOfWhatWasSent } from './close-socket.ts';
export { judgeImport } from '../gate/gate.ts';
export type { Room } from './room.ts';
export { Rooms, type RoomsOptions } from './rooms.ts';
export { type StoredView, viewStored } from './stored-document.ts';
export type { DocumentView } from './document-reader.ts';
