/** Where executors listen: `tcp://HOST:PORT`, `tls://HOST:PORT` or `unix:PATH`. */
import { InvalidArgumentError, quote } from '../../../source/index.ts';

export type Address =
  | { readonly kind: 'tcp' | 'tls'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

/** The host of an address that names none. */
const LOOPBACK = '127.0.0.1';
const MAX_PORT = 65_535;
/** Of a socket's path, on the system that allows the fewest bytes. Node would cut a longer one. */
const MAX_PATH = 103;

/** IPv6 addresses stand in brackets. */
const NETWORK = /^(tcp|tls):\/\/(?:\[([\da-f:.]+)\]|([\w.-]*)):(\d{1,5})$/i;

/** @throws InvalidArgumentError for any other text. */
export function parseAddress(text: string): Address {
  const [, path] = /^unix:(.+)$/s.exec(text) ?? [];
  if (path !== undefined && !path.includes('\0')) {
    if (new TextEncoder().encode(path).length <= MAX_PATH) return { kind: 'unix', path };
    throw new InvalidArgumentError(`the path of a socket has at most ${MAX_PATH} bytes`);
  }
  const [, scheme, ipv6, name, digits] = NETWORK.exec(text) ?? [];
  const port = Number(digits);
  if (scheme === undefined || port > MAX_PORT) {
    throw new InvalidArgumentError(
      `expected tcp://HOST:PORT, tls://HOST:PORT or unix:PATH, and not ${quote(text)}`,
    );
  }
  const kind = scheme.toLowerCase() === 'tls' ? 'tls' : 'tcp';
  return { kind, host: ipv6 ?? (name || LOOPBACK), port };
}

/** The address as `parseAddress` reads it. */
export function printAddress(address: Address): string {
  if (address.kind === 'unix') return `unix:${address.path}`;
  const { kind, host, port } = address;
  return `${kind}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
