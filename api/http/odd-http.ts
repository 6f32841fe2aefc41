/**
 * Passes requests that Node would answer itself, without an id and a reason, to the app, which answers them like every
 * other error.
 */
import { type RequestListener, type Server } from 'node:http';
import { type NextFunction, type Request, type Response } from 'express';
import { cameTooMany, mayBeAnswered } from './connection-bounds';
import { Problem } from './problems';
import { answerAndClose } from './raw-answer';

export function bringOddHttp(server: Server, app: RequestListener): void {
  server.on('checkExpectation', ofSoundAddress(app));
  server.on('connect', (_req, socket) => {
    const detail = 'CONNECT is for proxies, and this is none: send the request itself';
    // We must close the socket: Node has let go of it.
    answerAndClose(socket, new Problem('method-not-allowed', detail, { headers: { Allow: 'GET, HEAD' } }));
  });
}

/**
 * Replaces a URL that cannot be parsed: Express would answer it by itself, and later versions of Node throw.
 */
export const ofSoundAddress =
  (app: RequestListener): RequestListener =>
  (req, res) => {
    if (cameTooMany(req) || !mayBeAnswered(req, res)) return;
    const { url = '' } = req;
    if (!url.startsWith('/') && url !== '*' && !URL.canParse(url)) req.url = '/';
    app(req, res);
  };

/** The only expectation defined; Node has answered it already. */
const CONTINUE = /^100-continue$/i;

export function refuseOddHttp(req: Request, _res: Response, next: NextFunction): void {
  if (req.headers.host === undefined && req.httpVersion === '1.1')
    throw new Problem('invalid-request', 'HTTP/1.1 needs the header Host; send it');
  const { expect } = req.headers;
  if (expect !== undefined && !CONTINUE.test(expect))
    throw new Problem(
      'expectation-failed',
      'Of Expect only 100-continue is known here; send the request without',
    );
  next();
}
