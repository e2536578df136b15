import type { Connection, ConnectorArtefact, ConnectorRegistration } from '../core/connector/model.ts';
import type { RunRequest } from '../distributor/start-run.ts';
import type { Services } from '../infra/services.ts';
import type { Worker } from '../infra/worker.ts';
import type { Message, Platform } from '../platform/ports.ts';

/** Where an installation is. */
export type Place =
  | { readonly kind: 'directory'; readonly home: string }
  | { readonly kind: 'stage'; readonly stage: string; readonly region: string; readonly account: string };

/** Who does the work at present: a process on the directory, or AWS by itself. */
export type AtWork =
  | { readonly kind: 'process'; readonly pid?: number; readonly startedAt?: string }
  | { readonly kind: 'aws' };

/** What is published on a topic, for as long as somebody looks. */
export type TopicTail = {
  /** What was published lately, oldest first; undefined where topics keep no history. */
  readonly latest: readonly Message[] | undefined;
  /** What has come after that; empty when nothing came for a while. */
  next(signal: AbortSignal): Promise<readonly Message[]>;
  close(): Promise<void>;
};

/** What the commands work on: a data directory or a stage on AWS. What both do alike goes through `platform`. */
export type Installation = {
  readonly place: Place;
  readonly platform: Platform;
  readonly services: Services;
  /** How long a command that waits leaves between two looks: on AWS each look costs calls. */
  readonly pollMs: number;
  /** Undefined where nobody works at present. */
  worker(): AtWork | undefined;
  /** Makes this process the worker; undefined while another one is, or AWS. */
  workHere(): Promise<Worker | undefined>;
  /** Asks for a run; gives the id of its execution. */
  requestRun(request: RunRequest): Promise<string>;
  /** The command that makes what a connector runs on, where that is missing: on AWS, each connector has a stack of its own. */
  missingStack(connector: string): Promise<string | undefined>;
  /** Throws InvalidInput for a connection that could not run on its schedule here. */
  checkSchedule(connection: Connection): Promise<void>;
  addConnector(
    artefact: ConnectorArtefact,
  ): Promise<{ readonly registration: ConnectorRegistration; readonly isNew: boolean }>;
  /** Watches what a topic carries of a tenant, beginning with the `last` messages where there is a history. */
  tail(topic: string, tenant: string, last: number): Promise<TopicTail>;
};

/** For people: `data directory /srv/tributary`, `stage dev in eu-north-1`. */
export function placeText(place: Place): string {
  return place.kind === 'directory' ? `data directory ${place.home}` : `stage ${place.stage} in ${place.region}`;
}
