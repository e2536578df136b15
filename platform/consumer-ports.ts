/** The ports of what consumers are given; part of platform/ports.ts, where they are imported from. */

/** A queue whose messages are handed to the deliverer. */
export type Delivery = { readonly queue: string; readonly concurrency: number; readonly running: boolean };

/** Which subscriptions are delivered: on AWS event source mappings, embedded a list that the worker goes by. */
export type Deliveries = {
  /** Hands the queue's messages to the deliverer from now on, about so many at a time; also ends a pause. */
  start(queue: string, options: { readonly concurrency: number }): Promise<void>;
  /** Takes no more messages until it is started again; nothing happens to a queue that is not delivered. */
  pause(queue: string): Promise<void>;
  remove(queue: string): Promise<void>;
  /** By queue. */
  list(): Promise<readonly Delivery[]>;
};

/** Files for consumers, outside all that the platform keeps for itself. */
export type Exports = {
  /** Where the files of a subscription go, for people to read. Throws InvalidInput for a path that cannot be used. */
  place(subscription: string, path: string | undefined): Promise<string>;
  /**
   * Writes a file as a whole: it is there with all its content or not at all, and the same name again replaces it. Throws
   * PlatformUnavailable, also where only the consumer can help: the place is his.
   */
  put(subscription: string, path: string | undefined, file: string, content: string): Promise<void>;
};
