import { type Socket } from 'node:net';

/**
 * The source of a connection: an IPv4 address, or the network of an IPv6 address, whose other half its owner chooses
 * freely. A proxy in front of us is one source.
 */
export function sourceOf({ remoteAddress = '' }: Pick<Socket, 'remoteAddress'>): string {
  if (remoteAddress.includes('.')) return remoteAddress.replace(/^::ffff:/i, '');
  const [network = ''] = remoteAddress.split('::');
  return network.split(':').slice(0, 4).join(':');
}
