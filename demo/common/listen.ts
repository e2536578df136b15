import type { Server } from 'node:http';
import { messageOf, TributaryError } from '../../core/errors.ts';

/** Listens on the loopback address and gives the port; 0 takes any free one. Throws InvalidInput when it is taken. */
export function listenLocally(server: Server, port: number, who: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const message = `${who} cannot listen on 127.0.0.1:${port} (${messageOf(error)}). Choose another port.`;
      reject(new TributaryError('InvalidInput', { code: 'port-unavailable', message, cause: error }));
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Closes all connections, idle or not. */
export async function stopServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
