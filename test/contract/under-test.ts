import { test } from '@jest/globals';

/** An adapter in a test, fresh and empty. */
export type UnderTest<Ports> = Ports & {
  /** Lets time pass: a fake clock is moved, a real one is waited for. */
  passTime(ms: number): Promise<void>;
  dispose(): Promise<void>;
};

/** Makes one adapter per test and disposes of it afterwards, also when the test failed. */
export function forEachTest<Ports>(
  makeAdapter: () => Promise<UnderTest<Ports>>,
): (body: (adapter: UnderTest<Ports>) => Promise<void>) => () => Promise<void> {
  return (body) => async () => {
    const adapter = await makeAdapter();
    try {
      await body(adapter);
    } finally {
      await adapter.dispose();
    }
  };
}

/** `m1`, `m2`, … with a body and the attributes given. */
export function messages(
  count: number,
  attributes: Readonly<Record<string, string>> = {},
): { id: string; body: string; attributes: Readonly<Record<string, string>> }[] {
  return Array.from({ length: count }, (_, index) => ({ id: `m${index + 1}`, body: `body ${index + 1}`, attributes }));
}

export const idsOf = (received: readonly { readonly id: string }[]): string[] => received.map(({ id }) => id);

/** Why an adapter cannot show that test here: a defect of the emulator it runs on, from test/aws/emulator-limits.ts. */
export type KnownLimit = (title: string) => string | undefined;

/** `test`, or `test.skip` with the reason in its title. */
export function testUnless(limit: KnownLimit): (title: string, body: () => Promise<void>) => void {
  return (title, body) => {
    const reason = limit(title);
    if (reason === undefined) test(title, body);
    else test.skip(`${title} (${reason})`, body);
  };
}
