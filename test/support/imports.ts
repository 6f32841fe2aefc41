/** What tests of long imports do: send a file in pieces, look at an import, read its rejected rows. */
import { parse } from 'csv-parse/sync';
import { type Answer, type ImportAnswer, type ProblemBody, type RunningApi } from './running-api';

export interface ShownImport {
  ID: string;
  State: string;
  Why?: string;
  IdempotencyKey?: string;
  Format: string;
  BytesRead: number;
  Rows: number;
  Accepted: number;
  Rejected: number;
  Duplicates: number;
  RejectedKept: number;
  RowsPerSecond: number;
  CreatedAt: string;
  StartedAt: string;
  UpdatedAt: string;
  EndedAt?: string;
  UndoneAt?: string;
}

export interface UndoAnswer {
  Canceled: number;
  CanceledBefore: number;
  Called: number;
  Others: number;
}

export const listOf = async (api: RunningApi, campaignId: string): Promise<ShownImport[]> =>
  (await api.request<{ Imports: ShownImport[] }>('GET', `/campaigns/${campaignId}/imports`)).body.Imports;

export const importOf = async (api: RunningApi, campaignId: string, id = ''): Promise<ShownImport> =>
  (await api.request<{ Import: ShownImport }>('GET', `/campaigns/${campaignId}/imports/${id}`)).body.Import;

export const undo = (
  api: RunningApi,
  campaignId: string,
  id = '',
  headers: Record<string, string> = {},
): Promise<Answer<UndoAnswer & ProblemBody>> =>
  api.request<UndoAnswer & ProblemBody>(
    'POST',
    `/campaigns/${campaignId}/imports/${id}/undo`,
    undefined,
    headers,
  );

export async function rejectedFileOf(api: RunningApi, campaignId: string, id = ''): Promise<string> {
  const response = await fetch(`${api.url}/campaigns/${campaignId}/imports/${id}/rejected.csv`, {
    headers: { auth: api.key },
  });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
  expect(response.headers.get('content-disposition')).toBe(`attachment; filename="rejected-${id}.csv"`);
  // `text()` would take the byte order mark away.
  return Buffer.from(await response.arrayBuffer()).toString();
}

export const rejectedRowsOf = async (api: RunningApi, campaignId: string, id = ''): Promise<string[][]> =>
  parse(await rejectedFileOf(api, campaignId, id), { bom: true });

export interface Sending {
  send(text: string): void;
  /** The end of the file. */
  end(): void;
  /** Breaks the connection off. */
  cut(): void;
  answer: Promise<{ status: number; body: ImportAnswer & ProblemBody }>;
}

/** An import whose file comes piece by piece, as the test says. */
export function sendInPieces(
  { url, key }: { url: string; key: string },
  campaignId: string,
  headers: Record<string, string> = {},
): Sending {
  const cutting = new AbortController();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({ start: (its) => void (controller = its) });
  const answer = fetch(`${url}/campaigns/${campaignId}/jobs/import`, {
    method: 'POST',
    headers: { auth: key, 'content-type': 'text/csv', ...headers },
    body: body as unknown as string,
    duplex: 'half',
    signal: cutting.signal,
  } as RequestInit).then(async (response) => ({
    status: response.status,
    body: (await response.json()) as ImportAnswer & ProblemBody,
  }));
  // Awaited by tests that expect one.
  answer.catch(() => undefined);
  return {
    send: (text) => controller?.enqueue(Buffer.from(text)),
    end: () => controller?.close(),
    cut: () => cutting.abort(),
    answer,
  };
}
