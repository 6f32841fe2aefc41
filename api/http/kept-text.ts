/** Texts that a client may keep, and asks about with `If-None-Match`. */
import { createHash } from 'node:crypto';
import { type Request } from 'express';
import { z } from 'zod';

export interface KeptText {
  /** One copy for all connections: a slow reader holds none of its own. */
  bytes: Buffer;
  /** Names the content: another text has another one. It may stand in an address. */
  hash: string;
}

export const keptText = (text: string): KeptText => ({
  bytes: Buffer.from(text),
  hash: createHash('sha256').update(text).digest('base64url'),
});

/** The header by which a client asks. */
export const ifNoneMatch = z.object({
  'If-None-Match': z
    .string()
    .optional()
    .describe('The `ETag` of what you have; several are separated by commas.'),
});

/** The headers of its answers. */
export const keptHeaders = {
  ETag: 'Names the content. Send it in `If-None-Match`.',
  'Cache-Control': 'How long it may be kept without asking.',
};

interface Options {
  mediaType: string;
  cacheControl?: string;
  headers?: Record<string, string>;
}

/** 304 to a client that has it. */
export function keptReply(
  req: Request,
  { bytes, hash }: KeptText,
  { mediaType, cacheControl = 'no-cache', headers: others }: Options,
) {
  const tag = `"${hash}"`;
  const headers = { ...others, ETag: tag, 'Cache-Control': cacheControl };
  const isKnown = (req.get('If-None-Match') ?? '')
    .split(',')
    .some((named) => named.trim().replace(/^W\//, '') === tag);
  return isKnown
    ? { status: 304 as const, headers }
    : { status: 200 as const, headers, mediaType, text: bytes };
}
