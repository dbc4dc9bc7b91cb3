export { Connection, type Grant } from './connection.ts';
export type { Room } from './room.ts';
export { Rooms, type RoomsOptions } from './rooms.ts';
export type { DocumentView } from './view.ts';
