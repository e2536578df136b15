/** The code of the error with which an answer is given up that is too large. */
export const tooLargeCode = 'TRIBUTARY_ANSWER_TOO_LARGE';

export type BodyLimits = {
  /** What the answer says of its length, which may be that of its compressed form. */
  readonly announced: number;
  readonly maxBytes: number;
};

const smallest = 65_536;

/**
 * Reads the body of an answer into one buffer of its announced length: pieces that are kept until all are there take
 * twice the memory, and more of the collector's time than everything else about a request.
 */
export async function readBody(pieces: AsyncIterable<Buffer>, { announced, maxBytes }: BodyLimits): Promise<Buffer> {
  let body = Buffer.allocUnsafe(Math.min(announced > 0 ? announced : smallest, maxBytes));
  let length = 0;
  for await (const piece of pieces) {
    if (length + piece.length > maxBytes) throw Object.assign(new Error('too large'), { code: tooLargeCode });
    if (length + piece.length > body.length) {
      const larger = Buffer.allocUnsafe(Math.max(length + piece.length, body.length * 2));
      body.copy(larger, 0, 0, length);
      body = larger;
    }
    length += piece.copy(body, length);
  }
  return body.subarray(0, length);
}
