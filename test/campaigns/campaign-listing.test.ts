import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import express, { type Response } from 'express';
import { sendParts } from '../../api/http/answer-parts';
import { type RunningApi, startApi } from '../support/running-api';

const MIB = 1024 * 1024;

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

interface List {
  Campaigns: { ID: string }[];
  Org: { Name: string };
  NextCursor?: string;
}
const list = async (query = '', headers = {}) =>
  (await api.request<List>('GET', `/campaigns${query}`, undefined, headers)).body;

/** Asks and reads the beginning of the answer. Nothing more is read until the socket is resumed. */
async function beginReading(url: string, path: string, key = ''): Promise<{ socket: Socket; begun: string }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nConnection: close\r\n\r\n`,
  );
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  socket.pause();
  return { socket, begun: chunk.toString('latin1') };
}

describe('the list of campaigns', () => {
  it('of an organisation without any is empty, with the organisation behind it', async () => {
    const headers = { authorization: `Bearer ${await api.keyOf('org_without_campaigns')}` };
    const response = await fetch(`${api.url}/campaigns`, { headers });
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await response.text()).toMatch(
      /^\{"Campaigns":\[\],"Org":\{"Name":"org_without_campaigns",.*\}\}$/,
    );
  });

  it('has all campaigns in order of creation, or pages of them, however many are read at a time', async () => {
    const headers = { authorization: `Bearer ${await api.keyOf('org_of_33')}` };
    const ids: string[] = [];
    for (let i = 0; i < 33; i += 1) ids.push((await api.storeCampaign({}, 'org_of_33'))._id);
    const all = await list('', headers);
    expect(all.Campaigns.map(({ ID }) => ID)).toEqual(ids);
    expect(Object.keys(all)).toEqual(['Campaigns', 'Org']);
    for (const limit of [1, 15, 16, 17, 32, 33, 34]) {
      const first = await list(`?limit=${limit}`, headers);
      expect(first.Campaigns.map(({ ID }) => ID)).toEqual(ids.slice(0, limit));
      expect(Object.keys(first)).toEqual(
        limit < 33 ? ['Campaigns', 'Org', 'NextCursor'] : ['Campaigns', 'Org'],
      );
      if (first.NextCursor === undefined) continue;
      const rest = await list(`?cursor=${first.NextCursor}`, headers);
      expect(rest.Campaigns.map(({ ID }) => ID)).toEqual(ids.slice(limit));
    }
  });

  it('is read from the database as the client takes it, not before', async () => {
    const key = await api.keyOf('org_of_large_ones');
    const Integrations = { text: 'x'.repeat(MIB) };
    for (let i = 0; i < 60; i += 1) await api.storeCampaign({ Integrations }, 'org_of_large_ones');
    const { socket, begun } = await beginReading(api.url, '/campaigns', key);
    expect(begun).toContain('200 OK');
    // Another client reads all of it meanwhile, so that there was time enough to read too much for the first one.
    const headers = { authorization: `Bearer ${key}` };
    const { Campaigns } = await list('', headers);
    expect(Campaigns).toHaveLength(60);
    const lastId = Campaigns.at(-1)?.ID ?? '';
    await api.store.campaigns.deleteOne({ _id: lastId });
    let text = begun;
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.resume();
    await once(socket, 'close');
    expect(text).toContain(`"ID":"${Campaigns[0]?.ID}"`);
    expect(text).toContain(`"ID":"${Campaigns.at(-2)?.ID}"`);
    expect(text).not.toContain(lastId);
    expect(text).toContain('],"Org":');
  });
});

describe('a JSON answer in parts', () => {
  let taken = 0;
  let ended: Promise<unknown> | undefined;
  async function* parts(): AsyncGenerator<string> {
    yield '["';
    for (taken = 1; taken <= 200; taken += 1) yield 'x'.repeat(MIB);
    yield '"]';
  }
  const app = express();
  app.get('/parts', (_req, res: Response) => {
    ended = sendParts(res, 'json', parts());
    return ended;
  });
  const server = createServer(app);
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  it('is never more than what the network holds ahead of its reader', async () => {
    const { socket, begun } = await beginReading(url(), '/parts');
    let received = begun.length;
    let mostAhead = 0;
    socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
      mostAhead = Math.max(mostAhead, taken * MIB - received);
    });
    socket.resume();
    await once(socket, 'close');
    expect(received).toBeGreaterThan(200 * MIB);
    // Both ends of a connection within one machine buffer up to 10 MiB.
    expect(mostAhead).toBeLessThan(32 * MIB);
  });

  it('is given up, without an error of ours, when its reader goes away', async () => {
    const { socket } = await beginReading(url(), '/parts');
    socket.destroy();
    await ended;
    expect(taken).toBeLessThan(200);
  });
});
