/** Where executors listen: `tcp://HOST:PORT`, `tls://HOST:PORT` or `unix:PATH`. */
import { InvalidArgumentError, quote } from '../../../source/index.ts';

export type Address =
  | { readonly kind: 'tcp' | 'tls'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

/** The host of an address that names none. */
const LOOPBACK = '127.0.0.1';
const MAX_PORT = 65_535;

/** IPv6 addresses stand in brackets. */
const NETWORK = /^(tcp|tls):\/\/(?:\[([\da-f:.]+)\]|([\w.-]*)):(\d{1,5})$/i;

/** @throws InvalidArgumentError for any other text. */
export function parseAddress(text: string): Address {
  const [, path] = /^unix:(.+)$/s.exec(text) ?? [];
  if (path !== undefined && !path.includes('\0')) return { kind: 'unix', path };
  const [, scheme, ipv6, name, digits] = NETWORK.exec(text) ?? [];
  const port = Number(digits);
  if (scheme === undefined || port > MAX_PORT) {
    throw new InvalidArgumentError(
      `${quote(text)} is no address: expected tcp://HOST:PORT, tls://HOST:PORT or unix:PATH`,
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
