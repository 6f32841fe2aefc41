import { createServer, type RequestListener, type Server } from 'node:http';
import { type Logger } from 'pino';
import { boundConnections, type ConnectionBounds } from './connection-bounds';
import { bringOddHttp, ofSoundAddress } from './odd-http';
import { type Socket } from 'node:net';
import { Problem } from './problems';
import { answerAndClose } from './raw-answer';

/** Headers fit a packet or two; a slower client holds the connection on purpose. */
const HEADERS_WITHIN_MS = 15_000;
/** How often Node checks these timeouts. A check costs next to nothing; Node's default is every 30 s. */
const CHECK_MS = 5_000;
/** An import of any size over a slow line. Every other body has its own bound of 30 s. */
const REQUEST_WITHIN_MS = 60 * 60_000;
/** Longer than the 60 s after which most load balancers drop an idle connection, so that we are never the first. */
const KEEP_ALIVE_MS = 65_000;
/**
 * How long nothing may move in either direction: the client has stopped reading, or the request was never answered.
 * Answers begin within 6 s, and a client that reads a large one takes some of it now and then.
 */
const SILENT_MS = 120_000;
/** Requests in progress are answered within 6 s; an import that is cut off goes on when it is sent again. */
const DRAIN_WITHIN_MS = 10_000;
/** An idle connection is noticed after a time too short for people to see. */
const IDLE_CHECK_MS = 50;

interface ListenOptions {
  port: number;
  host: string;
  log: Pick<Logger, 'warn'>;
  /** The defaults when absent. */
  connections?: ConnectionBounds | undefined;
  /** How long a connection may be silent in the middle of a request or an answer; the default when absent. */
  silentMs?: number;
}

export function listen(
  app: RequestListener,
  { port, host, log, connections, silentMs = SILENT_MS }: ListenOptions,
): Promise<Server> {
  const server = createServer(
    {
      headersTimeout: HEADERS_WITHIN_MS,
      requestTimeout: REQUEST_WITHIN_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: CHECK_MS,
      // Node's own refusal has no request id; see `refuseOddHttp`.
      requireHostHeader: false,
    },
    ofSoundAddress(app),
  );
  server.setTimeout(silentMs);
  answerParserRefusals(server);
  bringOddHttp(server, app);
  boundConnections(server, log, connections);
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(explained(error, port, host)));
    server.listen(port, host, () => resolve(server));
  });
}

function explained(error: Error, port: number, host: string): Error {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new Error(`Port ${port} on ${host} is taken; set PORT to another one (0 takes any free port)`);
  }
  if (code === 'EACCES') {
    return new Error(`Port ${port} on ${host} needs more rights; set PORT to one above 1023`);
  }
  return error;
}

/** Takes no new connections, lets requests in progress finish, and is done within 10 s in any case. */
export async function closeGracefully(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  const late = setTimeout(() => server.closeAllConnections(), DRAIN_WITHIN_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}

// Errors of Node's HTTP parser, before there is a request, are answered like every other error of the API.

/** Answers each with a problem and closes the connection: what follows on it cannot be parsed. */
function answerParserRefusals(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket & HasAnswer) => {
    // A client that has gone hears nothing, and an answer that has begun cannot be replaced.
    if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent) {
      socket.destroy();
      return;
    }
    answerAndClose(socket, problemOf(error));
  });
}

/** Node's own handler reads the same field; there is no public one. */
interface HasAnswer {
  _httpMessage?: { headersSent: boolean } | null;
}

function problemOf({ code, message }: NodeJS.ErrnoException): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Problem(
        'headers-too-large',
        'The request line and headers have more than 16 KiB together; send fewer or shorter ones',
      );
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new Problem(
        'too-large',
        'A chunk of the body has extensions of more than 16 KiB; send it without',
      );
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem('request-timeout', 'The request did not arrive in time; send it again');
    default:
      return new Problem('invalid-request', `This is not HTTP/1.1: ${message.replace(/^Parse Error: /, '')}`);
  }
}
