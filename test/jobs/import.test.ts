import { request as httpRequest } from 'node:http';
import { randomUUID } from 'node:crypto';
import { eventually } from '../support/eventually';
import { CONTACT, contact, type ImportAnswer, type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
let campaignId: string;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  campaignId = (await api.storeCampaign())._id;
});
afterAll(() => api.stop());

const send = (file: string | Uint8Array, headers: Record<string, string> = {}, query = '') =>
  api.importFile(campaignId, file, headers, query);
const ndjson = { 'content-type': 'application/x-ndjson' };
const stored = () => api.store.jobs.find({ CampaignID: campaignId }).sort({ _id: 1 }).toArray();
const count = () => api.store.jobs.countDocuments({ CampaignID: campaignId });
const nothing = { Accepted: 0, Rejected: 0, Duplicates: 0, Errors: [] };
/** The counts and faults alone. */
const told = ({ Accepted, Rejected, Duplicates, Errors }: ImportAnswer) => ({
  Accepted,
  Rejected,
  Duplicates,
  Errors,
});

describe('a CSV import', () => {
  it('reads a BOM, CRLF, quotes, commas, newlines in cells and every kind of column', async () => {
    const file =
      '\uFEFFContactPhoneNumber,ContactName,ExternalID,TestJob,CallerID,Data.city,Data.a.b,Metadata.segment,Overrides.MaxCallSeconds,Overrides.HangUpIsOptOut\r\n' +
      `${CONTACT},"Ada ""the first"", Countess",e-1,true,+12025550100,"two\r\nlines",x,3,60,FALSE\r\n` +
      '\r\n' +
      `${contact(1)},,,,,,,,,\r\n`;
    expect(told((await send(file)).body)).toEqual({ ...nothing, Accepted: 2 });
    const [full, bare] = await stored();
    expect(full).toMatchObject({
      ContactPhoneNumber: CONTACT,
      ContactName: 'Ada "the first", Countess',
      ExternalID: 'e-1',
      TestJob: true,
      CallerID: '+12025550100',
      Data: { city: 'two\r\nlines', 'a.b': 'x' },
      Metadata: { segment: '3' },
      Overrides: { MaxCallSeconds: 60, HangUpIsOptOut: false },
      State: 'created',
      Attempts: 0,
    });
    expect(Object.keys(bare ?? {}).toSorted()).toEqual([
      'Attempts',
      'CampaignID',
      'ContactPhoneNumber',
      'CreatedAt',
      'DueAt',
      'OrgID',
      'State',
      'UpdatedAt',
      '_id',
    ]);
  });

  it('reports each bad row with its line and column, and takes the good ones', async () => {
    const file = [
      'ContactPhoneNumber,TestJob,Overrides.MaxCallSeconds,Data.x',
      `${contact(1)},true,60,"a`,
      'b"',
      '12345,true,60,',
      `${contact(2)},maybe,x,`,
      `${contact(3)},true`,
      `${contact(4)},,,"broken" quote`,
      `${contact(5)},,,mid"quote`,
      `,,,`,
      `${contact(6)},,0,`,
      `${contact(7)},,,\0`,
      contact(8) + ',,,"never closed',
      `${contact(9)},,,good`,
    ].join('\n');
    const { status, body } = await send(file);
    expect(status).toBe(200);
    expect([body.Accepted, body.Rejected]).toEqual([2, 8]);
    expect(body.Errors.map(({ Line, Field }) => [Line, Field])).toEqual([
      [4, 'ContactPhoneNumber'],
      [5, 'TestJob'],
      [5, 'Overrides.MaxCallSeconds'],
      [6, ''],
      [7, ''],
      [8, ''],
      [10, 'Overrides.MaxCallSeconds'],
      [11, ''],
      [12, ''],
    ]);
    expect((await stored()).map((job) => job.ContactPhoneNumber)).toEqual([contact(1), contact(9)]);
  });

  it.each([
    ['ContactPhoneNumber,ContactNmae\n', 'did you mean ContactName?'],
    ['ContactPhoneNumber,Overrides.MaxCallSecond\n', 'did you mean Overrides.MaxCallSeconds?'],
    ['ContactPhoneNumber,Overrides.Colour\n', 'not a known column'],
    ['ContactName\n', 'ContactPhoneNumber is missing'],
    ['ContactPhoneNumber,ContactName,ContactName\n', 'twice'],
    ['ContactPhoneNumber,Phone Number,contactphonenumber\n', 'and so is'],
    ['ContactPhoneNumber,Data.\n', 'not a known column'],
    ['ContactPhoneNumber,Data.__proto__\n', 'not a known column'],
    ['ContactPhoneNumber,Data._bsontype\n', 'reserved'],
    ['ContactPhoneNumber,Data.$ref,Data.$id\n', '$ref'],
    ['ContactPhoneNumber,"x\n', 'not closed'],
    ['', 'empty'],
    ['\n , \n', 'empty'],
  ])('with the header %j is refused before anything is stored', async (header, reason) => {
    const { status, body } = await send(/^\s*,?\s*$/.test(header) ? header : `${header}${contact(1)},x\n`);
    expect([
      status,
      body.detail.includes(reason) ||
        JSON.stringify(body.errors).includes(JSON.stringify(reason).slice(1, -1)),
    ]).toEqual([400, true]);
    expect(await count()).toBe(0);
  });

  it('reports a row of more than 256 KiB, quoted or not, and goes on behind it', async () => {
    const long = 'x'.repeat(300_000);
    const lines = `${'y'.repeat(1_000)}\n`.repeat(300);
    const file = `ContactPhoneNumber,Data.x\n${contact(1)},${long}\n${contact(2)},ok\n${contact(3)},"${lines}"\n${contact(4)},ok\n`;
    const { body } = await send(file);
    expect(body.Accepted).toBe(2);
    expect(body.Errors.slice(0, 2).map(({ Line }) => Line)).toEqual([2, 4]);
    expect((await stored()).map((job) => job.ContactPhoneNumber)).toEqual([contact(2), contact(4)]);
  });

  it('counts a job whose ExternalID is there already as a duplicate, within a file too', async () => {
    const file = `ContactPhoneNumber,ExternalID\n${contact(1)},a\n${contact(2)},b\n${contact(3)},a\n`;
    expect(told((await send(file)).body)).toEqual({ ...nothing, Accepted: 2, Duplicates: 1 });
    expect(told((await send(file)).body)).toEqual({ ...nothing, Duplicates: 3 });
    expect(await count()).toBe(2);
  });

  it('as a dry run validates and stores nothing', async () => {
    const { body } = await send(`ContactPhoneNumber\n${contact(1)}\nbad\n`, {}, '?dryRun=1');
    expect([body.Accepted, body.Rejected, await count()]).toEqual([1, 1, 0]);
  });

  it('as a dry run counts the rows of batches that are checked at the same time', async () => {
    // One good row in each batch of 2,000: the next is read before the opt-out list has answered for the last.
    const batch = `${'x\n'.repeat(1_999)}{"ContactPhoneNumber":"${CONTACT}"}\n`;
    const { body } = await send(batch.repeat(50), ndjson, '?dryRun=1');
    expect([body.Accepted, body.Rejected]).toEqual([50, 50 * 1_999]);
  });

  it('refuses what is no file it can read', async () => {
    expect((await send('x', { 'content-type': 'application/json' })).status).toBe(415);
    expect((await send('x', { 'content-encoding': 'br' })).status).toBe(415);
    expect((await send('x', { 'content-encoding': 'gzip' })).status).toBe(400);
    const zip = await send('PK\u0003\u0004 a workbook');
    expect([zip.status, zip.body.detail]).toEqual([415, expect.stringContaining('spreadsheetml')]);
    for (const query of [
      '?delimiter=x',
      '?encoding=latin1',
      '?region=XX',
      '?sheet=a',
      '?columns=[]',
      '?region=US&withoutPlus=1',
    ])
      expect([query, (await send(`ContactPhoneNumber\n`, {}, query)).status]).toEqual([query, 400]);
    expect((await send('x', {}, '?dryrun=1')).status).toBe(400);
  });

  it('to an ended campaign is refused, and one that ends meanwhile keeps no incomplete job', async () => {
    await api.store.campaigns.updateOne({ _id: campaignId }, { $set: { State: 'ended' } });
    expect((await send(`ContactPhoneNumber\n${contact(1)}\n`)).status).toBe(409);
    await api.store.campaigns.updateOne({ _id: campaignId }, { $set: { State: 'paused' } });
    const importing = send(`ContactPhoneNumber\n${`${contact(1)}\n`.repeat(20_000)}`);
    await eventually(async () => expect(await count()).toBeGreaterThan(0));
    await api.store.campaigns.updateOne({ _id: campaignId }, { $set: { State: 'ended' } });
    await api.store.jobs.updateMany(
      { CampaignID: campaignId, State: 'created' },
      { $set: { State: 'failed' } },
    );
    const { status, body } = await importing;
    expect([status, body.State]).toEqual([409, 'ended']);
    expect(body.detail).toMatch(/\d+ rows/);
    expect(await api.store.jobs.countDocuments({ CampaignID: campaignId, State: 'created' })).toBe(0);
  });
});

describe('an NDJSON import', () => {
  it('takes a job object per line and reports the others', async () => {
    const file = [
      JSON.stringify({
        ContactPhoneNumber: CONTACT,
        CampaignVariants: ['a'],
        Overrides: { Constraints: { MaxAttempts: 2 } },
      }),
      '',
      '{"ContactPhoneNumber":"+12025550111",}',
      '[]',
      '{"ContactPhoneNumber":"+12025550111","Data":{"x":"\\ud800"}}',
      '{"ContactPhoneNumber":"+12025550111","Overrides":{"MaxCallSecond":1}}',
      JSON.stringify({ ContactPhoneNumber: CONTACT }),
    ].join('\r\n');
    const { body } = await send(file, ndjson);
    expect([body.Accepted, body.Rejected]).toEqual([2, 4]);
    expect(body.Errors.map(({ Line, Field }) => [Line, Field])).toEqual([
      [3, ''],
      [4, ''],
      [5, 'Data.x'],
      [6, 'Overrides.MaxCallSecond'],
    ]);
  });
});

describe('an import of 100,000 rows', () => {
  const rows = 100_000;
  const line = (i: number): string => (i % 1_000 === 7 ? `bad-${i},e-${i}` : `${contact(i)},e-${i}`);
  const header = 'ContactPhoneNumber,ExternalID\n';

  it('is taken as it comes: the good rows are stored and the bad ones reported', async () => {
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(header);
      for (let i = 0; i < rows; i += 1_000) {
        yield Buffer.from(Array.from({ length: 1_000 }, (_, n) => `${line(i + n)}\n`).join(''));
      }
    }
    const response = await fetch(`${api.url}/campaigns/${campaignId}/jobs/import`, {
      method: 'POST',
      headers: { auth: api.key, 'content-type': 'text/csv' },
      body: ReadableStream.from(chunks()) as unknown as string,
      duplex: 'half',
    } as RequestInit);
    const body = (await response.json()) as ImportAnswer;
    expect([response.status, body.Accepted, body.Rejected, body.Errors.length]).toEqual([
      200,
      rows - 100,
      100,
      100,
    ]);
    expect(body.Errors[0]?.Line).toBe(9);
    expect(await count()).toBe(rows - 100);
  });

  it('reports the first 1,000 errors and counts all', async () => {
    const { body } = await send(`ContactPhoneNumber\n${'bad\n'.repeat(5_000)}`);
    expect([body.Rejected, body.Errors.length]).toEqual([5_000, 1_000]);
  });
});

describe('an import with an Idempotency-Key', () => {
  const rows = Array.from({ length: 9_000 }, (_, i) => (i === 5 ? 'bad' : contact(i)));
  const file = `ContactPhoneNumber\n${rows.join('\n')}\n`;

  it('sent again adds nothing and gets the first answer', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = await send(file, key);
    const second = await send(file, key);
    expect(first.body.Accepted).toBe(8_999);
    expect([second.status, second.body, second.headers.get('idempotency-replayed')]).toEqual([
      200,
      first.body,
      'true',
    ]);
    expect(await count()).toBe(8_999);
  });

  it('belongs to one file: another is refused with 422, whole or in part', async () => {
    const key = { 'idempotency-key': randomUUID() };
    await send(file, key);
    expect((await send(`${file}${contact(1)}\n`, key)).status).toBe(422);
    expect((await send('ContactPhoneNumber\n', key)).status).toBe(422);
    expect(await count()).toBe(8_999);
  });

  it('cut in the middle and sent again stores each row once', async () => {
    const key = randomUUID();
    await cutInTheMiddle(key, file.slice(0, 60_000));
    const partly = await eventually(async () => {
      const n = await count();
      expect(n).toBeGreaterThanOrEqual(1_999);
      return n;
    });
    expect(partly).toBeLessThan(8_999);
    const differing = await send(file.replace(contact(10), contact(11)), { 'idempotency-key': key });
    expect([differing.status, differing.body.detail.includes('rows 1 to 2000')]).toEqual([422, true]);
    const whole = await send(file, { 'idempotency-key': key });
    expect([whole.status, whole.body.Accepted, whole.body.Duplicates]).toEqual([200, 8_999, 0]);
    expect(await count()).toBe(8_999);
  });

  it('sent twice at once stores each row once', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all([send(file, key), send(file, key)]);
    expect(answers.map(({ status, body }) => [status, body.Accepted])).toEqual([
      [200, 8_999],
      [200, 8_999],
    ]);
    expect(await count()).toBe(8_999);
  });

  /** Sends the beginning of a file that says it is longer, and breaks the connection once some of it is stored. */
  const cutInTheMiddle = (key: string, beginning: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const req = httpRequest(`${api.url}/campaigns/${campaignId}/jobs/import`, {
        method: 'POST',
        headers: {
          auth: api.key,
          'content-type': 'text/csv',
          'idempotency-key': key,
          'content-length': 10_000_000,
        },
      });
      req.on('error', () => undefined);
      req.write(beginning);
      eventually(async () => expect(await count()).toBeGreaterThanOrEqual(1_999)).then(() => {
        req.destroy();
        resolve();
      }, reject);
    });
});
