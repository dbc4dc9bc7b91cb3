export { closeSocket } from './close-socket.ts';
export { type Admission, Connection } from './connection.ts';
export type { DocumentReader } from './document-reader.ts';
export type { Room } from './room.ts';
export { Rooms, type RoomsOptions } from './rooms.ts';
export { type OpenedDocument, openDocument } from './stored-document.ts';
