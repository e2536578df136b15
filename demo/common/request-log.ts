/** A request to the service; `status` is 0 until it is answered, and stays 0 when the connection was dropped. */
export type RequestLogEntry = {
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly status: number;
  readonly at: string;
};

export type RequestLog = {
  /** Notes a request as it arrives, and returns how to note its status. */
  begin(method: string, url: string, at: Date): (status: number) => void;
  entries(): readonly RequestLogEntry[];
  clear(): void;
};

/** A demo may run for days: the latest entries are enough to look at. */
const greatestLength = 20_000;

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

export function createRequestLog(): RequestLog {
  let log: { entry: RequestLogEntry }[] = [];
  return {
    begin(method, url, at) {
      const [path = '', query = ''] = url.split(/\?(.*)/s);
      const slot = {
        entry: {
          method,
          path: decodedPath(path),
          query: Object.fromEntries(new URLSearchParams(query)),
          status: 0,
          at: at.toISOString(),
        },
      };
      log.push(slot);
      if (log.length > greatestLength) log = log.slice(-greatestLength / 2);
      return (status) => {
        slot.entry = { ...slot.entry, status };
      };
    },
    entries: () => log.map((slot) => slot.entry),
    clear() {
      log = [];
    },
  };
}
