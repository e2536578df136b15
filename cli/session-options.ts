/** How a command opens its installation. */
export type SessionOptions = {
  /** Makes the data directory when it is not there; otherwise its absence is NotFound. A stage is never made. */
  readonly create?: boolean;
  /** Hosts allowed besides those of TRIBUTARY_ALLOW_HOSTS. */
  readonly allowHosts?: readonly string[];
  /** Told what failed and will be tried again. */
  readonly onFailure?: (what: string, error: unknown) => void;
};
