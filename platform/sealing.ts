import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Encrypts what is stored; `unseal` may throw when the key has changed. */
export type Sealing = { readonly seal: (text: string) => string; readonly unseal: (text: string) => string };

/** AES-256-GCM with the platform's key, for short-lived values in the database: nonce, tag and ciphertext in base64. */
export function sealingWith(key: Uint8Array): Sealing {
  return {
    seal: (text) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), content]).toString('base64');
    },
    unseal: (sealed) => {
      const bytes = Buffer.from(sealed, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    },
  };
}
