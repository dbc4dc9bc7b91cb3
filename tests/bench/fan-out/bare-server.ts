import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { SUBPROTOCOL } from '../../../shared/protocol.ts';

/**
 * The reference: what comes in goes to everybody else of the same path, with one `send` each. It checks
 * nobody, reads nothing and keeps nothing, so no relay that uses `ws` in the plain way can do less.
 */
const rooms = new Map<string, Set<WebSocket>>();
const http = createServer();
const server = new WebSocketServer({
  server: http,
  perMessageDeflate: false,
  clientTracking: false,
  handleProtocols: () => SUBPROTOCOL,
});

server.on('connection', (ws, request) => {
  const path = request.url ?? '';
  const room = rooms.get(path) ?? new Set();
  rooms.set(path, room.add(ws));
  ws.on('message', (data, isBinary) => {
    for (const other of room) {
      if (other !== ws && other.readyState === WebSocket.OPEN) other.send(data, { binary: isBinary });
    }
  });
  ws.on('close', () => room.delete(ws));
  ws.on('error', error => process.stderr.write(`the bare server: ${error.message}\n`));
});

http.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  process.stdout.write(
    `The bare server is ready at http://127.0.0.1:${(http.address() as AddressInfo).port}\n`,
  );
});
process.on('SIGTERM', () => process.exit(0));
