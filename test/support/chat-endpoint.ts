/** An HTTP server that stands for the analyst's endpoint: it answers as a test says, and keeps what it was asked. */
import http from 'node:http';
import { type AddressInfo } from 'node:net';

export interface ChatRequest {
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** The parts of a question that tests look at. */
export interface SentQuestion {
  messages: { role: string; content: string }[];
  response_format: { json_schema: { schema: Record<string, unknown>; strict: boolean } };
}

export type ChatAnswer = (response: http.ServerResponse, question: SentQuestion) => void;

export async function startChatEndpoint(answer: ChatAnswer) {
  const requests: ChatRequest[] = [];
  // It closes no connection that a question may just be using again: on a busy machine a test pauses for seconds.
  const server = http.createServer({ keepAliveTimeout: 0 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      requests.push({ headers: request.headers, body });
      answer(response, (body === '' ? {} : JSON.parse(body)) as SentQuestion);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    /** What it was asked, oldest first; probes are not questions. */
    questions: (): SentQuestion[] =>
      requests.filter(({ body }) => body !== '').map(({ body }) => JSON.parse(body) as SentQuestion),
    stop: async () => {
      const stopped = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await stopped;
    },
  };
}

export const sendJson = (
  response: http.ServerResponse,
  status: number,
  body: unknown,
  headers: http.OutgoingHttpHeaders = {},
): void =>
  void response
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify(body));

export const sendText = (response: http.ServerResponse, content: string): void =>
  sendJson(response, 200, {
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
  });

export const asksObjective = ({ response_format: { json_schema } }: SentQuestion): boolean =>
  'objectiveMet' in Object(json_schema.schema.properties);
