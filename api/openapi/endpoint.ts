/** Serves the API's document. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { empty, endpoint, type Endpoint, text } from '../endpoints/endpoint';
import { type EndpointTable, openApiDocument } from './document';

/** @param endpoints asked for when the document is first read: it is one of them itself */
export const openApi = (endpoints: () => EndpointTable): Endpoint =>
  endpoint({
    id: 'getOpenApi',
    summary: 'This document',
    description:
      'OpenAPI 3.1. It may be kept: its `ETag` in `If-None-Match` is answered 304 as long as the document is the same.',
    tag: 'Operations',
    access: 'open',
    headers: z.object({
      'If-None-Match': z
        .string()
        .optional()
        .describe('The `ETag` of the document that you have; several are separated by commas.'),
    }),
    answers: {
      200: text(['application/json'], 'The document.'),
      304: empty('It is the one that `If-None-Match` names.'),
    },
    handler: () => {
      let written: { text: string; tag: string } | undefined;
      return ({ headers: { 'If-None-Match': known = '' } }) => {
        written ??= write(endpoints());
        const headers = { ETag: written.tag, 'Cache-Control': 'no-cache' };
        const isKnown = known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === written?.tag);
        return Promise.resolve(
          isKnown
            ? { status: 304 as const, headers }
            : { status: 200 as const, headers, mediaType: 'application/json', text: written.text },
        );
      };
    },
  });

function write(endpoints: EndpointTable): { text: string; tag: string } {
  const text = JSON.stringify(openApiDocument(endpoints));
  return { text, tag: `"${createHash('sha256').update(text).digest('base64url')}"` };
}
