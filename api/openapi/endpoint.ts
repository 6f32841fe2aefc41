/** Serves the API's document. */
import { empty, endpoint, type Endpoint, text } from '../endpoints/endpoint';
import { ifNoneMatch, keptHeaders, type KeptText, keptReply, keptText } from '../http/kept-text';
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
    headers: ifNoneMatch,
    answers: {
      200: text(['application/json'], 'The document.', keptHeaders),
      304: empty('It is the one that `If-None-Match` names.', keptHeaders),
    },
    handler: () => {
      let written: KeptText | undefined;
      return ({ req }) => {
        written ??= keptText(JSON.stringify(openApiDocument(endpoints())));
        return Promise.resolve(keptReply(req, written, { mediaType: 'application/json' }));
      };
    },
  });
