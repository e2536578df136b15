/** All that an asynchronous list gives. */
export async function keysOf(list: AsyncIterable<string>): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const key of list) keys.push(key);
  return keys;
}
