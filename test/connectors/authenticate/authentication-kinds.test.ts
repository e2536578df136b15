import { describe, expect, test } from '@jest/globals';
import { authenticationKinds } from '../../../connectors/authenticate/authentication-kinds.ts';
import type { Authentication } from '../../../core/connector/model.ts';
import { type ErpRequest, erpServer } from '../support/erp-server.ts';
import { failure, openItems, readFirst, secret } from '../support/reader.ts';
import { schemaErrors, schemaKinds } from '../support/spec-branches.ts';

describe('the registry', () => {
  test('says what the connector schema says', () => {
    const kinds = Object.entries(authenticationKinds).map(([name, { kind, doc }]) => {
      expect(kind).toBe(name);
      return [kind, doc];
    });
    expect(Object.fromEntries(kinds)).toEqual(schemaKinds('authentication'));
  });

  test.each(Object.values(authenticationKinds))('the example of $kind fits the schema', ({ example }) => {
    expect(schemaErrors('authentication', example)).toBeNull();
  });
});

async function sent(authentication: Authentication): Promise<ErpRequest | undefined> {
  await using server = await erpServer(() => ({ json: { items: [] } }));
  await readFirst(openItems(server, { definition: { authentication } }));
  return server.requests[0];
}

describe('what is sent', () => {
  test('nothing', async () => {
    expect((await sent({ kind: 'none' }))?.headers).not.toHaveProperty('authorization');
  });

  test('basic', async () => {
    const request = await sent({ kind: 'basic', username: 'tenant/{user}', password: '{secret}' });
    const [scheme, credentials = ''] = String(request?.headers.authorization).split(' ');
    expect([scheme, Buffer.from(credentials, 'base64').toString()]).toEqual(['Basic', `tenant/ann:${secret}`]);
  });

  test('bearer', async () => {
    const request = await sent({ kind: 'bearer', token: '{secret}' });
    expect(request?.headers.authorization).toBe(`Bearer ${secret}`);
  });

  test('an API key in a header, or encoded in the query', async () => {
    const header = await sent({ kind: 'api-key', value: '{secret}', in: 'header', name: 'X-Key' });
    expect(header?.headers['x-key']).toBe(secret);
    const query = await sent({ kind: 'api-key', value: '{secret}', in: 'query', name: 'api key' });
    expect([...(query?.url.searchParams ?? [])]).toEqual([['api key', secret]]);
  });
});

describe('credentials that cannot be sent', () => {
  const open = (authentication: Authentication, parameters: Record<string, string>): (() => unknown) => {
    return () =>
      openItems({ url: 'http://erp.test', host: 'erp.test' }, { definition: { authentication }, parameters });
  };

  test('a line end in a token or key, without showing it', () => {
    for (const value of ['two\nlines', 'tail ', '', 'ünicode']) {
      const parameters = { user: 'ann', secret: value };
      expect(open({ kind: 'bearer', token: '{secret}' }, parameters)).toThrow(
        expect.objectContaining({ name: 'InvalidInput', code: 'header-unusable' }),
      );
      expect(open({ kind: 'api-key', value: '{secret}', in: 'header', name: 'X' }, parameters)).toThrow(
        'test-erp, stream items: The API key has blanks at its ends',
      );
    }
  });

  test('a colon in the user name', () => {
    const parameters = { user: 'ann:x', secret };
    expect(open({ kind: 'basic', username: '{user}', password: '{secret}' }, parameters)).toThrow(
      expect.objectContaining({ code: 'parameter-unusable' }),
    );
  });
});

describe('secrets in errors', () => {
  const repeated: readonly Authentication[] = [
    { kind: 'basic', username: '{user}', password: '{secret}' },
    { kind: 'bearer', token: '{secret}' },
    { kind: 'api-key', value: '{secret}', in: 'query', name: 'key' },
  ];
  test.each(repeated)(
    'an ERP that repeats its request does not get the secret of $kind shown',
    async (authentication) => {
      await using server = await erpServer(({ url, headers }) => ({
        status: 400,
        body: `${url.href} ${headers.authorization ?? ''} ${decodeURIComponent(url.search)}`,
      }));
      const error = await failure(readFirst(openItems(server, { definition: { authentication } })));
      const shown = `${error.message} ${JSON.stringify(error.details)} ${error.stack}`;
      expect(shown).toContain('***');
      for (const form of [secret, encodeURIComponent(secret), Buffer.from(`ann:${secret}`).toString('base64')])
        expect(shown).not.toContain(form);
    },
  );
});
