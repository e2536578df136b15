import type { FileHandle } from 'node:fs/promises';

/** Lines gathered in one of two buffers while the other is being written. */
export type LineWriter = {
  /** The line without its end. */
  add(line: string): void;
  /** Begins to write what was added; waits for what was begun before. */
  flush(): Promise<void>;
  /** Waits until all is written. */
  end(): Promise<void>;
};

/** The longest character of a JavaScript string's code unit in UTF-8. */
const mostBytes = 3;
const lineEnd = 0x0a;
const initialBytes = 1 << 20;

/** Writes lines to a file; the same two buffers are used from the first line to the last. */
export function lineWriter(file: FileHandle): LineWriter {
  let [current, other] = [Buffer.allocUnsafe(initialBytes), Buffer.allocUnsafe(initialBytes)];
  let used = 0;
  let writing: Promise<unknown> = Promise.resolve();
  const end = async (): Promise<void> => {
    await writing;
  };
  return {
    add: (line) => {
      const most = used + line.length * mostBytes + 1;
      if (most > current.length) {
        const larger = Buffer.allocUnsafe(Math.max(most, current.length * 2));
        current.copy(larger, 0, 0, used);
        current = larger;
      }
      used += current.write(line, used, 'utf8');
      current[used++] = lineEnd;
    },
    flush: async () => {
      await writing;
      writing = writeAll(file, current.subarray(0, used));
      // Its error is met at the next flush; until then it is not unhandled.
      writing.catch(() => undefined);
      [current, other] = [other, current];
      used = 0;
    },
    end,
  };
}

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let from = 0; from < bytes.length; ) from += (await file.write(bytes, from)).bytesWritten;
}
