/**
 * An answer of the simulated ERP that is an error, in the form of OData JSON Format 4.0, section 19. Not a TributaryError:
 * it speaks for another system, and never leaves the simulator but as an HTTP response.
 */
export class ODataError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'ODataError';
    this.status = status;
    this.code = code;
  }
}

export function badRequest(message: string): ODataError {
  return new ODataError(400, 'BadRequest', message);
}

export function notFound(message: string): ODataError {
  return new ODataError(404, 'NotFound', message);
}

export function errorBody(code: string, message: string): string {
  return JSON.stringify({ error: { code, message } });
}
