import { type ExtractDeps, type ExtractInput, extract } from '../../connectors/extract.ts';
import { named, type StateFunction } from './state-function.ts';

/** The Extract state. */
export function extractFunction(deps: () => ExtractDeps): StateFunction {
  return named(
    (payload: ExtractInput, { signal }) => extract(deps(), payload, signal),
    ({ visit }) => visit.reasonBytes,
  );
}
