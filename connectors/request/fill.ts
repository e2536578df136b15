import type { Fault } from './fault.ts';

export type Parameters = Readonly<Record<string, string>>;

const placeholder = /\{([A-Za-z][A-Za-z0-9]*)\}/g;
/** A host name or IPv4 address with an optional port, or an IPv6 address in brackets. */
const hostPattern = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

function parameterValue(name: string, parameters: Parameters, fault: Fault): string {
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (value !== undefined) return value;
  const message = `The connection has no value for the parameter "${name}". Set it with \`connection add\`.`;
  throw fault('InvalidInput', 'parameter-missing', message);
}

function unusable(name: string, why: string, fault: Fault): Error {
  return fault('InvalidInput', 'parameter-unusable', `The parameter "${name}" of the connection ${why}.`);
}

/** Fills a text that is encoded later or not at all: a query value, a user name. */
export function fillText(template: string, parameters: Parameters, fault: Fault): string {
  return template.replace(placeholder, (_, name: string) => parameterValue(name, parameters, fault));
}

/** Fills the path of an address; values are percent-encoded and cannot climb out of their segment. */
export function fillPath(template: string, parameters: Parameters, fault: Fault): string {
  const filled = template.replace(placeholder, (_, name: string) =>
    encodeURIComponent(parameterValue(name, parameters, fault)),
  );
  if (filled.split('/').every((segment) => segment !== '.' && segment !== '..')) return filled;
  const message = `The path ${template} with this connection's parameters has a segment "." or "..". Correct the parameter.`;
  throw fault('InvalidInput', 'parameter-unusable', message);
}

/** Fills the value of a header, which must be printable and of one line. */
export function fillHeader(header: string, template: string, parameters: Parameters, fault: Fault): string {
  const value = fillText(template, parameters, fault);
  if (/^[\t\x20-\x7e\xa0-\xff]*$/.test(value)) return value;
  const message = `The value of the header ${header} has line ends, control characters or letters that HTTP headers cannot carry. Correct the parameter it is made of.`;
  throw fault('InvalidInput', 'header-unusable', message);
}

/**
 * Fills an address. A parameter at its beginning is an address itself, one in the host is a host or a part of it, one in
 * the path is percent-encoded.
 */
export function fillUrl(template: string, parameters: Parameters, fault: Fault): URL {
  const start = /^\{([A-Za-z][A-Za-z0-9]*)\}/.exec(template);
  if (start?.[1] !== undefined) {
    const base = addressOf(start[1], parameterValue(start[1], parameters, fault), fault);
    const rest = fillPath(template.slice(start[0].length), parameters, fault);
    return parsed(`${rest.startsWith('/') ? base.replace(/\/+$/, '') : base}${rest}`, template, fault);
  }
  const [, scheme = '', host = '', path = ''] = /^([a-z]+:\/\/)([^/]*)(.*)$/s.exec(template) ?? [];
  const filledHost = host.replace(placeholder, (_, name: string) => {
    const value = parameterValue(name, parameters, fault);
    if (hostPattern.test(value)) return value;
    throw unusable(name, 'is not a host name: letters, digits, dots and dashes, and perhaps a port', fault);
  });
  return parsed(`${scheme}${filledHost}${fillPath(path, parameters, fault)}`, template, fault);
}

function addressOf(name: string, value: string, fault: Fault): string {
  const url = URL.parse(value);
  const sound = url && (url.protocol === 'http:' || url.protocol === 'https:') && !/[\s?#@\\]/.test(value);
  if (sound) return value;
  throw unusable(
    name,
    'is not an address such as https://erp.example.com, without user name, query and fragment',
    fault,
  );
}

function parsed(text: string, template: string, fault: Fault): URL {
  const url = URL.parse(text);
  if (url && (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' && url.password === '')
    return url;
  const message = `${template} with this connection's parameters is not an http or https address. Correct the parameters.`;
  throw fault('InvalidInput', 'parameter-unusable', message);
}
