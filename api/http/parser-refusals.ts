/** What Node's HTTP parser refuses before there is a request: answered like every other error of the API. */
import { type Server } from 'node:http';
import { type Socket } from 'node:net';
import { Problem } from './problems';
import { answerAndClose } from './raw-answer';

/** Answers each refusal with a problem and closes the connection: what follows on it cannot be told apart. */
export function answerParserRefusals(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket & HasAnswer) => {
    // A client that has gone hears nothing, and an answer that has begun cannot be replaced.
    if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent) {
      socket.destroy();
      return;
    }
    answerAndClose(socket, problemOf(error));
  });
}

/** Node's own handler looks at the same field; there is no public one. */
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
