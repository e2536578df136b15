import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { secretMask } from '../../../connectors/request/mask.ts';

describe('secretMask', () => {
  test('hides a secret in every form it may come back in', () => {
    const { mask } = secretMask(['p&ss "w" d/ü']);
    expect(mask('plain p&ss "w" d/ü!')).toBe('plain ***!');
    expect(mask('?key=p%26ss%20%22w%22%20d%2F%C3%BC&b=1')).toBe('?key=***&b=1');
    expect(mask('key=p%26ss+%22w%22+d%2F%C3%BC')).toBe('key=***');
    expect(mask(JSON.stringify({ key: 'p&ss "w" d/ü' }))).toBe('{"key":"***"}');
  });

  test('hides a secret that contains another whole', () => {
    expect(secretMask(['abcd', 'abcdef']).mask('abcdef and abcd')).toBe('*** and ***');
  });

  test('a short secret is hidden where it stands alone', () => {
    expect(secretMask(['42']).mask('the code 42 of 1420')).toBe('the code *** of 1420');
  });

  test('learns secrets on the way', () => {
    const secrets = secretMask([]);
    expect(secrets.mask('token-1')).toBe('token-1');
    secrets.add(['token-1', '']);
    expect(secrets.mask('token-1 and more')).toBe('*** and more');
  });

  test('no secret of four characters or more ever shows, whatever stands around it', () => {
    const around = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), around, around, (secret, before, after) => {
        fc.pre(!'***'.includes(secret) && !secret.includes('***'));
        expect(secretMask([secret]).mask(`${before}${secret}${after}`)).not.toContain(secret);
      }),
    );
  });
});
