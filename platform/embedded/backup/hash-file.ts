import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { isAbsent, translateFileError } from '../file-error.ts';
import type { Copied } from './copy-file.ts';

/** Size and digest of a file, however large; undefined where there is none. */
export async function hashFile(path: string): Promise<Copied | undefined> {
  const digest = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path)) {
      digest.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw translateFileError(error, `The file ${path}`);
  }
  return { bytes, sha256: digest.digest('hex') };
}
