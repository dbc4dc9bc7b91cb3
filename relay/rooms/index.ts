export { closeSocket, isProtocolAbuse } from './close-socket.ts';
export { Connection, type Grant } from './connection.ts';
export type { DocumentReader } from './document-reader.ts';
export type { Room } from './room.ts';
export { Rooms, type RoomsOptions } from './rooms.ts';
export { type OpenDocument, openDocument } from './stored-document.ts';
