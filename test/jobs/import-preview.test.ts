import fc from 'fast-check';
import { type Preview } from '../../api/jobs/preview-answer';
import { contact, CONTACT, type ProblemBody, type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
let campaignId: string;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  campaignId = (await api.storeCampaign({ MaxActiveCalls: 5 }))._id;
});
afterAll(() => api.stop());

const look = async (file: string, query = '', type = 'text/csv') =>
  (
    await api.request<Preview & ProblemBody>(
      'POST',
      `/campaigns/${campaignId}/jobs/import/preview${query}`,
      file,
      { 'content-type': type },
    )
  ).body;

describe('a look at a file', () => {
  it('says what an import would do, and stores nothing', async () => {
    await api.request('PUT', `/opt-outs/${contact(3)}`);
    await api.request('POST', `/campaigns/${campaignId}/jobs`, {
      ContactPhoneNumber: contact(4),
      ExternalID: 'taken',
    });
    const before = await api.store.jobs.countDocuments();
    const file = [
      'Phone;Name;Record ID;City',
      `${contact(1)};Ada;1;Paris`,
      `${contact(2)};Grace;2;London`,
      `${contact(2)};Grace;3;London`,
      `${contact(3)};Opted;4;`,
      `${contact(4)};Known;5;`,
      `${contact(5)};Taken;taken;`,
      `${contact(6)};Twice;1;`,
      '+442079460123;Alan;8;Delhi',
      '+80012345678;Free;9;',
      '(202) 555-0144;National;10;',
      '(202) 555-0145;National;11;',
      '9.17E+11;Lost;12;',
      '',
    ].join('\n');
    const preview = await look(file);
    expect(preview).toMatchObject({
      File: {
        Format: 'csv',
        Delimiter: ';',
        Header: true,
        Columns: [
          { Column: 'Phone', Field: 'ContactPhoneNumber', Confidence: 0.9 },
          { Column: 'Name', Field: 'ContactName' },
          { Column: 'Record ID', Field: 'ExternalID' },
          { Column: 'City', Field: 'Data.City', Confidence: 1 },
        ],
      },
      ImportWith: {},
      Rows: 12,
      IsWhole: true,
      EstimatedRows: 12,
      Accepted: 6,
      Rejected: 4,
      OptedOut: 1,
      Duplicates: 2,
      RepeatedNumbers: { InFile: 1, InCampaign: 1, Skipped: 0 },
      Countries: [
        { Country: 'US', CallingCode: '1', Jobs: 4 },
        { Country: 'GB', CallingCode: '44', Jobs: 1 },
        { CallingCode: '800', Jobs: 1 },
      ],
      UnknownZone: 1,
      Now: 6,
      Within24Hours: 0,
      Later: 0,
      Never: 0,
      Reasons: [],
      // Six calls of an assumed minute, five at a time.
      Estimate: { Jobs: 6, MaxActiveCalls: 5, SecondsPerCall: 60, IsMeasured: false, Minutes: 2 },
    });
    expect(
      preview.Faults.map(({ Field, Rows, Examples }) => [Field, Rows, Examples.map(({ Line }) => Line)]),
    ).toEqual([
      ['ContactPhoneNumber', 2, [11, 12]],
      ['ContactPhoneNumber', 1, [13]],
      ['ContactPhoneNumber', 1, [5]],
    ]);
    expect(preview.Faults[0]?.Message).toContain('region=');
    expect(preview.Jobs[0]).toEqual({
      Line: 2,
      Job: { ContactPhoneNumber: contact(1), ContactName: 'Ada', ExternalID: '1', Data: { City: 'Paris' } },
    });
    expect(await api.store.jobs.countDocuments()).toBe(before);
    expect(await api.store.imports.countDocuments({ CampaignID: campaignId })).toBe(0);
  });

  it.each(['\n', '\r\n', '\r'])('shows a faulty row without its line end %j', async (lineEnd) => {
    const preview = await look(['Phone,City', 'none,Ulm', ''].join(lineEnd));
    expect(preview.Faults[0]?.Examples).toEqual([{ Line: 2, Row: 'none,Ulm' }]);
  });

  it('does what it says: an import of the same file has the same counts', async () => {
    const file = `phone,name\n${[1, 1, 2, 3].map((n) => `${contact(n)},x\n`).join('')}(202) 555-0144,y\nnone,z\n`;
    for (const query of ['', '?region=US', '?region=US&duplicates=skip']) {
      const { Accepted, Rejected, Duplicates, RepeatedNumbers, File } = await look(file, query);
      const { body } = await api.importFile(campaignId, file, {}, query);
      expect(body).toMatchObject({ Accepted, Rejected, Duplicates, RepeatedNumbers, File });
    }
  });

  it('counts as the import does numbers that are known or opted out, and ids that are taken, in any order', async () => {
    await api.request('PUT', `/opt-outs/${contact(40)}`);
    const numbers = [40, 41, 42].map(contact);
    const row = fc.tuple(fc.constantFrom(...numbers), fc.constantFrom('', 'x', 'y', 'z'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 6 }),
        fc.constantFrom('', '?duplicates=skip'),
        async (rows, query) => {
          campaignId = (await api.storeCampaign())._id;
          await api.request('POST', `/campaigns/${campaignId}/jobs`, {
            ContactPhoneNumber: contact(41),
            ExternalID: 'z',
          });
          const file = `phone,ExternalID\n${rows.map((cells) => `${cells.join()}\n`).join('')}`;
          const { Accepted, Rejected, Duplicates, RepeatedNumbers } = await look(file, query);
          const { body } = await api.importFile(campaignId, file, {}, query);
          expect(body).toMatchObject({ Accepted, Rejected, Duplicates, RepeatedNumbers });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('examines a thousand rows, and estimates how many there are', async () => {
    const row = `${CONTACT},name\n`;
    const preview = await look(`phone,name\n${row.repeat(20_000)}`);
    expect(preview).toMatchObject({ Rows: 1_000, IsWhole: false, Accepted: 1_000 });
    expect(preview.EstimatedRows).toBeGreaterThan(15_000);
    expect(preview.EstimatedRows).toBeLessThan(25_000);
    expect(preview.Estimate.Jobs).toBe(preview.EstimatedRows);
  });

  it('reads no more than a mebibyte of long rows', async () => {
    const row = `{"ContactPhoneNumber":"${CONTACT}","Data":{"x":"${'y'.repeat(60_000)}"}}\n`;
    const preview = await look(row.repeat(100), '', 'application/x-ndjson');
    expect(preview.IsWhole).toBe(false);
    expect(preview.Rows).toBeLessThan(20);
  });

  it('says when the jobs could be called, by the rules of the campaign', async () => {
    const never = {
      Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
      Start: '00:00',
      End: '24:00',
    } as const;
    campaignId = (
      await api.storeCampaign({
        Constraints: {
          CallWindows: [{ ...never, Days: [...never.Days] }],
          NotBefore: '2999-01-01T00:00:00Z',
        },
      })
    )._id;
    expect(await look(`phone\n${contact(1)}\n`)).toMatchObject({
      Now: 0,
      Later: 1,
      Reasons: [{ Reason: 'not_before', Jobs: 1 }],
    });
  });

  it('measures how long calls take, once there are some', async () => {
    const at = new Date('2030-01-01T00:00:00Z');
    await api.store.calls.insertMany(
      Array.from({ length: 20 }, (_, i) => ({
        ...{
          _id: `call:x:${i}`,
          OrgID: api.orgId,
          CampaignID: campaignId,
          JobID: 'x',
          Attempt: i,
          Version: 1,
        },
        ...{ CallerID: CONTACT, DialledAt: at, EndedAt: new Date(at.getTime() + 90_000) },
      })) as never,
    );
    const { Estimate } = await look(
      `phone\n${Array.from({ length: 10 }, (_, i) => contact(20 + i)).join('\n')}\n`,
    );
    expect(Estimate).toEqual({
      Jobs: 10,
      MaxActiveCalls: 5,
      SecondsPerCall: 90,
      IsMeasured: true,
      Minutes: 3,
    });
  });

  it('of a file whose columns cannot be used is refused as its import is', async () => {
    expect(await look('a,b\nx,y\n')).toMatchObject({ status: 400, errors: [{ location: 'header' }] });
    expect(await look('phone,ContactNmae\n')).toMatchObject({ status: 400 });
  });
});
