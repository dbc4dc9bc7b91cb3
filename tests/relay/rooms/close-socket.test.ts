import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { closeSocket } from '../../../relay/rooms/index.ts';
import { CLOSE } from '../../../shared/protocol.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { until } from '../../support/until.ts';

it('[GATE-2] of somebody who is sent away for what they send nothing more is read, and they are told', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onCleanup(() => server.close());
  // A peer that is not read any more cannot answer either.
  const settings = { server, closeTimeout: 200 };
  const sockets = new WebSocketServer(settings);
  const { port } = server.address() as AddressInfo;
  const flooding = new WebSocket(`ws://127.0.0.1:${port}`);
  const [[ws]] = (await Promise.all([once(sockets, 'connection'), once(flooding, 'open')])) as [
    [WebSocket & { readonly _socket: Socket }],
    unknown,
  ];
  const socket = ws._socket;
  const heard: Buffer[] = [];
  ws.on('message', (data: Buffer) => heard.push(data));
  ws.pause();
  for (let n = 0; n < 8_192; n++) flooding.send(new Uint8Array(1024));
  await until(() => socket.readableLength >= socket.readableHighWaterMark, 'a full buffer');
  const { bytesRead } = socket;
  const told = once(flooding, 'close');
  const gone = once(ws, 'close');
  closeSocket(ws, socket, CLOSE.tooFast, 'enough');
  const [code, reason] = (await told) as [number, Buffer];
  expect([code, String(reason)]).toEqual([CLOSE.tooFast, 'enough']);
  await gone;
  expect(socket.bytesRead).toBe(bytesRead);
  expect(heard).toEqual([]);
});
