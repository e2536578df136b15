import { type ErrorName, type SafeDetails, TributaryError } from '../../core/errors.ts';
import type { Mask } from './mask.ts';

/** Makes an error whose text begins with where it happened and holds no secret. */
export type Fault = (name: ErrorName, code: string, message: string, details?: SafeDetails) => TributaryError;

export type FaultPlace = { readonly connector: string; readonly stream: string; readonly request?: string };

/** Errors of one place: `demo-odata, stream projects, GET erp.test/Projects: …`. */
export function faultsAt(place: FaultPlace, mask: Mask): Fault {
  const where = [place.connector, `stream ${place.stream}`, place.request].filter((part) => part !== undefined);
  return (name, code, message, details = {}) => {
    const all = { ...place, ...details };
    const masked = Object.entries(all).map(([key, value]) => [key, typeof value === 'string' ? mask(value) : value]);
    return new TributaryError(name, {
      code,
      message: mask(`${where.join(', ')}: ${message}`),
      details: Object.fromEntries(masked),
    });
  };
}
