import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { TributaryError } from '../../core/errors.ts';
import type { Secrets } from '../ports.ts';
import { encodeName } from './file-name.ts';
import { openFileStore } from './file-store.ts';

/** File: this line, 12 bytes of nonce, 16 of tag, ciphertext of a JSON object. */
const header = Buffer.from('tributary-secret-1\n');
const algorithm = 'aes-256-gcm';

/** Authenticated with the content: a file that is copied to another tenant or name does not decrypt there. */
const bindingOf = (tenant: string, name: string): Uint8Array => Buffer.from(JSON.stringify([tenant, name]));

function encrypt(key: Uint8Array, binding: Uint8Array, text: string): Uint8Array {
  const nonce = randomBytes(12);
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(binding);
  const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([header, nonce, cipher.getAuthTag(), content]);
}

/** Throws when key, binding or any byte of the file is another than at writing. */
function decrypt(key: Uint8Array, binding: Uint8Array, file: Uint8Array): string {
  const bytes = Buffer.from(file);
  if (!bytes.subarray(0, header.length).equals(header)) throw new Error('no secret of this program');
  const nonce = bytes.subarray(header.length, header.length + 12);
  const tag = bytes.subarray(header.length + 12, header.length + 28);
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: 16 }).setAAD(binding).setAuthTag(tag);
  return Buffer.concat([decipher.update(bytes.subarray(header.length + 28)), decipher.final()]).toString('utf8');
}

const pathOf = (tenant: string, name: string): string => join(encodeName(tenant), encodeName(name, '.secret'));

/** One encrypted file (mode 0600) per secret. Get throws StorageFailed `secret-unreadable` when the key is another one. */
export function embeddedSecrets(folder: string, key: Uint8Array): Secrets {
  const files = openFileStore(folder);
  return {
    put: async (tenant, name, values) => {
      await files.write(pathOf(tenant, name), encrypt(key, bindingOf(tenant, name), JSON.stringify(values)));
    },
    get: async (tenant, name) => {
      const file = await files.read(pathOf(tenant, name));
      if (!file) return undefined;
      try {
        return JSON.parse(decrypt(key, bindingOf(tenant, name), file)) as Record<string, string>;
      } catch (cause) {
        const message = `The secret ${name} of ${tenant} cannot be decrypted: TRIBUTARY_KEY (or the key file) is not the key it was written with, or its file in ${folder} is damaged. Restore that key, or enter the secret again.`;
        throw new TributaryError('StorageFailed', { code: 'secret-unreadable', message, cause });
      }
    },
    delete: async (tenant, name) => files.remove(pathOf(tenant, name)),
  };
}
