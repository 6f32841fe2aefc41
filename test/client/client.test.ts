/** The client against the real API. */
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ringmasterClient from '../../client/src/index';
import { fileAt } from '../../client/src/node';
import { problemOf } from '../../client/src/problem-of';
import { problemKinds, problemType } from '../../api/http/problems';
import { CALLER_ID, contact, CONTACT, type RunningApi, startApi } from '../support/running-api';

const { createClient, ConflictError, InvalidRequestError, NotFoundError, OptedOutError, RingmasterProblem } =
  ringmasterClient;

let api: RunningApi;
let ringmaster: ringmasterClient.RingmasterClient;
let folder: string;
beforeAll(async () => {
  api = await startApi();
  ringmaster = createClient({ baseUrl: api.url, key: api.key });
  folder = mkdtempSync(join(tmpdir(), 'ringmaster-client-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await api.stop();
});

const data = { CallerID: CALLER_ID };
const newCampaign = async (): Promise<string> =>
  (await ringmaster.campaigns.create({ Name: 'a campaign', Data: data })).Campaign.ID;
const csv = (jobs: number): string =>
  ['ContactPhoneNumber', ...Array.from({ length: jobs }, (_, n) => contact(n))].join('\n');
const numbersOf = async (campaignID: string): Promise<string[]> => {
  const numbers: string[] = [];
  for await (const { ContactPhoneNumber } of ringmaster.jobs.list(campaignID))
    numbers.push(ContactPhoneNumber);
  return numbers;
};

it('a campaign is created, read and published anew, and each version is kept', async () => {
  const id = await newCampaign();
  const { Campaign, Metrics } = await ringmaster.campaigns.get(id);
  expect([Campaign.State, Metrics.JobStateCounts?.created]).toEqual(['paused', 0]);
  const published = await ringmaster.campaigns.publish(id, 1, { Data: { ...data, MaxActiveCalls: 7 } });
  expect(published.Campaign.Version).toBe(2);
  expect((await ringmaster.campaigns.versions.get(id, 2)).Version.Data.MaxActiveCalls).toBe(7);
  const versions: number[] = [];
  for await (const { Version } of ringmaster.campaigns.versions.list(id, { limit: 1 }))
    versions.push(Version);
  expect(versions.sort()).toEqual([1, 2]);
  expect((await ringmaster.campaigns.preflight(id)).Jobs).toBeDefined();
  expect((await ringmaster.organisation.get()).Org).toBeDefined();
});

it('a list that is iterated over gives each item once, whatever the size of its pages', async () => {
  const id = await newCampaign();
  await ringmaster.jobs.import(id, csv(25), { type: 'csv' });
  const ids: string[] = [];
  for await (const { ID } of ringmaster.jobs.list(id, { limit: 7 })) ids.push(ID);
  expect([ids.length, new Set(ids).size]).toEqual([25, 25]);
  for await (const { ID } of ringmaster.campaigns.list({ limit: 1 })) ids.push(ID);
  expect(ids).toContain(id);
});

it('a list that is awaited gives one page and the cursor of the next', async () => {
  const id = await newCampaign();
  await ringmaster.jobs.import(id, csv(3), { type: 'csv' });
  const page = await ringmaster.jobs.list(id, { limit: 2, State: 'created' });
  expect(page.Jobs).toHaveLength(2);
  const rest = await ringmaster.jobs.list(id, { cursor: page.NextCursor, State: 'created' });
  expect([rest.Jobs.length, rest.NextCursor]).toEqual([1, undefined]);
});

describe('a file is imported', () => {
  const rows = csv(5);
  const bytes = new TextEncoder().encode(rows);
  const file = (): string => join(folder, 'contacts.csv');
  beforeAll(() => writeFileSync(file(), rows));

  it.each<[from: string, source: () => ringmasterClient.FileToImport]>([
    ['its path', () => fileAt(file())],
    ['a stream of Node', () => createReadStream(file())],
    ['a web stream', () => new Blob([rows]).stream() as ReadableStream<Uint8Array>],
    ['a Blob', () => new Blob([rows])],
    ['a File', () => new File([rows], 'contacts.csv')],
    ['its bytes', () => bytes],
    ['its text', () => rows],
  ])('from %s', async (_, source) => {
    const id = await newCampaign();
    expect(await ringmaster.jobs.import(id, source(), { type: 'csv' })).toMatchObject({
      Accepted: 5,
      Rejected: 0,
    });
    expect(await numbersOf(id)).toHaveLength(5);
  });

  it('as what its name says, or is refused when nothing says what it is', async () => {
    const id = await newCampaign();
    const row = JSON.stringify({ ContactPhoneNumber: CONTACT });
    expect((await ringmaster.jobs.import(id, new File([row], 'jobs.ndjson'))).Accepted).toBe(1);
    expect((await ringmaster.jobs.import(id, fileAt(file()))).Accepted).toBe(5);
    expect(() => ringmaster.jobs.import(id, row)).toThrow(/say \{ type: 'csv' \}/);
  });

  it('as a trial that stores nothing', async () => {
    const id = await newCampaign();
    expect((await ringmaster.jobs.import(id, rows, { type: 'csv', dryRun: true })).Accepted).toBe(5);
    expect(await numbersOf(id)).toEqual([]);
  });

  it('only if it can be read: the error of its source is thrown as it is', async () => {
    const id = await newCampaign();
    await expect(ringmaster.jobs.import(id, fileAt(join(folder, 'none.csv')))).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});

it('an import is looked at, its rejected rows are mended and sent again, and it is undone', async () => {
  const id = await newCampaign();
  const { ImportID = '' } = await ringmaster.jobs.import(id, `${csv(3)}\nbad,\n"1 2"\n`, { type: 'csv' });
  const { Import } = await ringmaster.imports.get(id, ImportID);
  expect(Import).toMatchObject({ ID: ImportID, State: 'done', Rows: 5, Accepted: 3, Rejected: 2 });
  const rows = (await ringmaster.imports.rejected(id, ImportID)).split('\r\n');
  expect([rows[0], rows[2]]).toEqual([
    'ContactPhoneNumber,RejectedReason',
    expect.stringMatching(/^1 2,.*ContactPhoneNumber/),
  ]);
  expect(await ringmaster.imports.undo(id, ImportID)).toMatchObject({ Canceled: 3, Called: 0 });
  const states: string[] = [];
  for await (const { State } of ringmaster.imports.list(id, { limit: 1 })) states.push(State);
  expect(states).toEqual(['undone']);
});

describe('a refusal', () => {
  it('is thrown as the class of its kind, with its members', async () => {
    const id = await newCampaign();
    await expect(ringmaster.campaigns.get('0'.repeat(24))).rejects.toThrow(NotFoundError);
    await expect(ringmaster.jobs.list('no-id')).rejects.toThrow(RingmasterProblem);

    await ringmaster.jobs.create(id, { ContactPhoneNumber: CONTACT, ExternalID: 'e' });
    const twin = ringmaster.jobs.create(id, { ContactPhoneNumber: CONTACT, ExternalID: 'e' });
    const conflict = await caught(twin, ConflictError);
    const { Jobs } = await ringmaster.jobs.list(id);
    expect([conflict.status, conflict.JobID]).toEqual([409, Jobs[0]?.ID]);
    expect(conflict.requestId).toMatch(/^[\w-]+$/);

    await ringmaster.optOuts.put(CONTACT);
    await expect(ringmaster.jobs.create(id, { ContactPhoneNumber: CONTACT })).rejects.toThrow(OptedOutError);
    await ringmaster.optOuts.remove(CONTACT);

    const invalid = await caught(
      ringmaster.jobs.create(id, { ContactPhoneNumber: '+1' }),
      InvalidRequestError,
    );
    expect(invalid.errors?.[0]?.location).toBe('/ContactPhoneNumber');
    const stale = ringmaster.campaigns.publish(id, 9, { Name: 'b' });
    expect(await caught(stale, ringmasterClient.PreconditionFailedError)).toMatchObject({ Version: 1 });
  });

  const kinds = Object.keys(problemKinds) as (keyof typeof problemKinds)[];

  it.each(['{"type":"constructor"}', '{"type":"toString"}', 'null', '7', '{"type":1}', '{'])(
    'of another server, %s, is told as the problem that it is',
    (text) => {
      const headers = { 'content-type': 'application/problem+json' };
      const problem = problemOf(new Response(text, { status: 502, headers }), text, {
        idempotencyKey: undefined,
        note: undefined,
      });
      expect(problem).toBeInstanceOf(RingmasterProblem);
      expect(problem.constructor).toBe(RingmasterProblem);
    },
  );

  it('has a class for every kind of problem that the API knows', () => {
    const classes = Object.entries(ringmasterClient)
      .filter(([, one]) => 'prototype' in one && (one.prototype as unknown) instanceof RingmasterProblem)
      .map(([name]) => name);
    expect(classes).toHaveLength(kinds.length);
    expect(classes).toContain('IdempotencyKeyReusedError');
  });

  it.each(kinds)('of the kind %s is recognised by its type', async (kind) => {
    const { status, title } = problemKinds[kind];
    const refusing = createClient({
      baseUrl: 'http://ringmaster.test',
      key: 'any',
      attempts: 1,
      fetch: () =>
        Promise.resolve(
          Response.json(
            { type: problemType(kind), title, status, detail: 'd', requestId: 'r' },
            { status, headers: { 'content-type': 'application/problem+json' } },
          ),
        ),
    });
    const name = `${kind.replaceAll(/(^|-)(.)/g, (_, __, first: string) => first.toUpperCase())}Error`;
    await expect(refusing.organisation.get()).rejects.toMatchObject({
      name,
      status,
      detail: 'd',
    });
  });
});

it('whatever has no method of its own is asked for by method and path, with the same key and errors', async () => {
  const ready = await ringmaster.raw.GET('/readyz');
  expect(ready.data).toEqual({ Temporal: true, MongoDB: true });
  const { response } = await ringmaster.raw.POST('/campaigns', {
    body: { Name: 'raw', Data: data },
  });
  expect(response.status).toBe(201);
  await expect(
    ringmaster.raw.GET('/campaigns/{campaignID}', { params: { path: { campaignID: '0'.repeat(24) } } }),
  ).rejects.toThrow(NotFoundError);
});

it('an export is handed over as it arrives, and its refusal is thrown', async () => {
  const id = await newCampaign();
  await ringmaster.jobs.import(id, csv(25), { type: 'csv' });
  const answer = await ringmaster.jobs.export(id, { format: 'ndjson', per: 'attempt', State: undefined });
  expect([answer.status, answer.bodyUsed]).toEqual([200, false]);
  expect((await answer.text()).split('\n')).toHaveLength(26);
  const leaving = new AbortController();
  const left = await ringmaster.jobs.export(id, {}, { signal: leaving.signal });
  leaving.abort();
  await expect(left.text()).rejects.toThrow(/abort/);
  await caught(ringmaster.jobs.export('0'.repeat(24)), NotFoundError);
});

it('opt-outs are put, listed, imported and removed', async () => {
  await ringmaster.optOuts.put(contact(1));
  const file = new File([['PhoneNumber', contact(2), contact(3)].join('\n')], 'opt-outs.csv');
  expect((await ringmaster.optOuts.import(file)).Accepted).toBe(2);
  const numbers: string[] = [];
  for await (const { PhoneNumber } of ringmaster.optOuts.list({ limit: 1 })) numbers.push(PhoneNumber);
  expect(numbers.sort()).toEqual([1, 2, 3].map(contact));
  await ringmaster.optOuts.remove(contact(1));
  await expect(ringmaster.optOuts.get(contact(1))).rejects.toThrow(NotFoundError);
});

async function caught<Problem>(
  asked: PromiseLike<unknown>,
  Class: abstract new (...args: never[]) => Problem,
): Promise<Problem> {
  const error: unknown = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Class);
  return error as Problem;
}
