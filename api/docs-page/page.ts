/** A reference of the API for people, with a search and a way to try each endpoint: Swagger UI, served by us. */
import { empty, endpoint, type Endpoint, text } from '../endpoints/endpoint';
import { ifNoneMatch, keptHeaders, type KeptText, keptReply, keptText } from '../http/kept-text';
import { type FileName, fileNamed, typeOf } from './files';

/** All that the page does goes to this host, and no other site may show it in a frame. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // The arrows and locks are written in the style sheet.
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const unchanged = empty('It is the one that `If-None-Match` names.', keptHeaders);

export const page = endpoint({
  id: 'showDocs',
  summary: 'A reference to read, search and try',
  description:
    'For people, in a browser. A key that is entered there is sent to this API only, and forgotten when the page is closed.',
  tag: 'Operations',
  access: 'open',
  headers: ifNoneMatch,
  answers: { 200: text(['text/html'], 'The page.', keptHeaders), 304: unchanged },
  handler: () => {
    let written: KeptText | undefined;
    return ({ req }) => {
      written ??= keptText(html());
      const headers = { 'Content-Security-Policy': policy, 'Referrer-Policy': 'no-referrer' };
      return Promise.resolve(keptReply(req, written, { mediaType: 'text/html', headers }));
    };
  },
});

/** A file of the page. */
const file = (id: string, name: FileName, summary: string): Endpoint =>
  endpoint({
    id,
    summary,
    description:
      'A part of the page of `GET /docs`, which names it by its content (`v`) so that it may be kept for ever.',
    tag: 'Operations',
    access: 'open',
    headers: ifNoneMatch,
    answers: { 200: text([typeOf(name)], 'The file.', keptHeaders), 304: unchanged },
    handler:
      () =>
      ({ req }) => {
        const its = fileNamed(name);
        // Under an address that says what is in it, it never changes; under any other it may.
        const cacheControl = req.query['v'] === its.hash ? 'public, max-age=31536000, immutable' : 'no-cache';
        return Promise.resolve(keptReply(req, its, { mediaType: typeOf(name), cacheControl }));
      },
  });

export const libraryScript = file('getDocsLibraryScript', 'swagger-ui.js', 'The program of the reference');
export const libraryStyle = file('getDocsLibraryStyle', 'swagger-ui.css', 'The style of the reference');
export const startScript = file('getDocsScript', 'start.js', 'Starts the reference');
export const pageStyle = file('getDocsStyle', 'page.css', 'What our page changes in the style');

const address = (name: FileName): string => `/docs/${name}?v=${fileNamed(name).hash}`;

const html = (): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Ringmaster: the API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${address('swagger-ui.css')}">
<link rel="stylesheet" href="${address('page.css')}">
<script src="${address('swagger-ui.js')}" defer></script>
<script src="${address('start.js')}" defer></script>
</head>
<body>
<div id="reference">
<noscript>
<h1>Ringmaster: the API</h1>
<p>This page needs JavaScript. All that it shows is in <a href="/openapi.json">/openapi.json</a>, a document in OpenAPI 3.1
that tools for APIs can read: it describes each path, what it takes, what it answers and how it refuses.</p>
<p>Requests carry a key: <code>Authorization: Bearer &lt;secret&gt;</code>.</p>
</noscript>
</div>
</body>
</html>
`;
