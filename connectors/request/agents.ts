import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { createSlots, type Slots } from './slots.ts';

/** Open connections and the places for requests in flight, shared by all streams that are given the same. */
export type HttpAgents = { readonly http: HttpAgent; readonly https: HttpsAgent; readonly slots: Slots };

/** Longer than storing a page takes, shorter than most servers keep a connection that idles. */
const idleMs = 30_000;

/** Agents that keep connections open between pages; idle ones do not keep the process alive. */
export function createHttpAgents(): HttpAgents {
  const options = { keepAlive: true, maxFreeSockets: 8, timeout: idleMs };
  return { http: new HttpAgent(options), https: new HttpsAgent(options), slots: createSlots() };
}

/** Closes idle connections. */
export function closeHttpAgents(agents: HttpAgents): void {
  agents.http.destroy();
  agents.https.destroy();
}
