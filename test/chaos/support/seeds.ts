/**
 * Which seeds a chaos test goes through: CHAOS_SEED repeats one, CHAOS_SEEDS says how many (thirty unless told; CI takes
 * three).
 */
export function chaosSeeds(env: NodeJS.ProcessEnv = process.env): readonly number[] {
  if (env['CHAOS_SEED']) return [Number(env['CHAOS_SEED'])];
  return Array.from({ length: Number(env['CHAOS_SEEDS'] ?? 30) }, (_, index) => index + 1);
}
