import { type AuthenticationKind, fixed, type Signature } from './authenticator.ts';
import { headerSafe } from './header-safe.ts';

/** A fixed key in a header or query parameter. */
export const apiKey: AuthenticationKind<'api-key'> = {
  kind: 'api-key',
  doc: 'A fixed key in a header or query parameter.',
  example: { kind: 'api-key', value: '{apiKey}', in: 'header', name: 'X-Api-Key' },
  create: (definition, { fill, fault }) => {
    const value = fill(definition.value);
    if (definition.in === 'header') headerSafe(value, 'API key', fault);
    return fixed(apiKeySignature(definition.in, definition.name, value));
  },
};

function apiKeySignature(place: 'header' | 'query', name: string, value: string): Signature {
  return place === 'header'
    ? { headers: { [name]: value }, query: [], secrets: [value] }
    : { headers: {}, query: [[name, value]], secrets: [value] };
}
