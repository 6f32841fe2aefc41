/** Contact lists as people have them: what each becomes. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type ImportAnswer, type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
let campaignId: string;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  campaignId = (await api.storeCampaign())._id;
});
afterAll(() => api.stop());

const list = (name: string): Buffer => readFileSync(path.join(__dirname, '../files/lists', name));
type Sent = ImportAnswer & {
  detail: string;
  errors?: { location: string; message: string }[];
  File: {
    Delimiter: string;
    Encoding: string;
    LineEnds: string;
    Header: boolean;
    Columns: { Field?: string }[];
  };
  RepeatedNumbers: { InFile: number; InCampaign: number; Skipped: number };
};
const send = async (file: string | Uint8Array, query = ''): Promise<Sent & { status: number }> => {
  const { status, body } = await api.importFile(campaignId, file, {}, query);
  return { status, ...(body as unknown as Sent) };
};
const preview = async (file: string | Uint8Array, query = '') =>
  (
    await api.request<Record<string, never> & Sent & { ImportWith: Record<string, string> }>(
      'POST',
      `/campaigns/${campaignId}/jobs/import/preview${query}`,
      file,
      { 'content-type': 'text/csv' },
    )
  ).body;
const stored = async () => {
  const jobs = await api.store.jobs.find({ CampaignID: campaignId }).sort({ _id: 1 }).toArray();
  return jobs.map(({ ContactPhoneNumber, ContactName, Data }) => ({
    ContactPhoneNumber,
    ...(ContactName === undefined ? {} : { ContactName }),
    ...(Data ? { Data } : {}),
  }));
};
const columns = (mapping: Record<string, string>): string =>
  `columns=${encodeURIComponent(JSON.stringify(mapping))}`;

describe('a list as another product writes it', () => {
  it('of Vapi has its number and name found, and all else as Data', async () => {
    expect(await send(list('vapi.csv'))).toMatchObject({ Accepted: 2, Rejected: 0 });
    expect(await stored()).toEqual([
      {
        ContactPhoneNumber: '+12025550141',
        ContactName: 'Mira',
        Data: { plan: 'gold', renews_on: '2027-01-31' },
      },
      {
        ContactPhoneNumber: '+12025550142',
        ContactName: 'Tom',
        Data: { plan: 'silver', renews_on: '2027-02-28' },
      },
    ]);
  });

  it('of Bolna has its number and name found, and all else as Data', async () => {
    expect(await send(list('bolna.csv'))).toMatchObject({ Accepted: 2, Rejected: 0 });
    expect(await stored()).toEqual([
      { ContactPhoneNumber: '+917000000001', ContactName: 'Leela', Data: { visit_day: 'Tuesday' } },
      { ContactPhoneNumber: '+917000000002', ContactName: 'Arun', Data: { visit_day: 'Thursday' } },
    ]);
  });

  it('of Retell has national numbers, which are numbers only of a country that is named', async () => {
    const without = await send(list('retell.csv'));
    expect(without).toMatchObject({
      Accepted: 1,
      Rejected: 1,
      Errors: [{ Line: 3, Field: 'ContactPhoneNumber' }],
    });
    expect(without.Errors[0]?.Message).toContain('region=');
    campaignId = (await api.storeCampaign())._id;
    expect(await send(list('retell.csv'), '?region=US')).toMatchObject({ Accepted: 2, Rejected: 0 });
    expect(await stored()).toEqual([
      {
        ContactPhoneNumber: '+12025550143',
        ContactName: 'Nora',
        Data: { 'ignore e164 validation': 'false' },
      },
      { ContactPhoneNumber: '+12025550144', ContactName: 'Paul', Data: { 'ignore e164 validation': 'true' } },
    ]);
  });

  it('of a European Excel is read with its delimiter, encoding and line ends, and the answer says which', async () => {
    expect(await send(list('semicolon-latin1.csv'))).toMatchObject({
      Accepted: 1,
      Rejected: 0,
      File: { Format: 'csv', Delimiter: ';', Encoding: 'windows-1252', LineEnds: 'CRLF', Header: true },
    });
    expect(await stored()).toEqual([
      { ContactPhoneNumber: '+33199000001', ContactName: 'Zoé', Data: { city: 'Orléans' } },
    ]);
  });

  it('without a header is seen to have none, and is read once its columns are named', async () => {
    const look = await preview(list('headerless.csv'), '?withoutPlus=true');
    expect(look).toMatchObject({
      File: {
        Header: false,
        Columns: [{ Column: 'Column1', Field: 'ContactPhoneNumber', Confidence: 0.5 }, {}, {}],
      },
      ImportWith: { header: 'false', columns: '{"Column1":"ContactPhoneNumber"}' },
      Accepted: 2,
    });
    const unnamed = await send(list('headerless.csv'));
    expect([unnamed.status, unnamed.errors?.[0]?.message]).toEqual([
      400,
      expect.stringContaining('columns={"Column1":"ContactPhoneNumber"}'),
    ]);
    const named = `?header=false&${columns({ '1': 'ContactPhoneNumber', Column2: 'ContactName', '3': 'Data.city' })}`;
    const unknown = await send(list('headerless.csv'), named);
    expect(unknown).toMatchObject({ Accepted: 0, Rejected: 2 });
    expect(unknown.Errors[0]?.Message).toMatch(/region=.*withoutPlus/s);
    for (const said of ['region=PK', 'withoutPlus=true']) {
      campaignId = (await api.storeCampaign())._id;
      expect(await send(list('headerless.csv'), `${named}&${said}`)).toMatchObject({
        Accepted: 2,
        Rejected: 0,
      });
      expect(await stored()).toEqual([
        { ContactPhoneNumber: '+923000000001', ContactName: 'Sana', Data: { city: 'Karachi' } },
        { ContactPhoneNumber: '+923000000002', ContactName: 'Omar', Data: { city: 'Lahore' } },
      ]);
    }
  });

  it('whose digits a spreadsheet has lost is rejected with the cure, never guessed', async () => {
    for (const query of ['', '?region=IN', '?withoutPlus=true']) {
      campaignId = (await api.storeCampaign())._id;
      const { Errors } = await send(list('sci.csv'), query);
      expect(Errors[0]).toMatchObject({ Line: 2, Field: 'ContactPhoneNumber' });
      expect(Errors[0]?.Message).toMatch(/spreadsheet.*text/s);
      const numbers = (await stored()).map(({ ContactPhoneNumber }) => ContactPhoneNumber);
      expect(numbers).toEqual(query === '' ? [] : ['+917000000002']);
    }
  });

  it('of a CRM has its numbers normalised, whatever signs they are written with', async () => {
    const without = await send(list('formats.csv'));
    expect(without).toMatchObject({ Accepted: 12, Rejected: 1, Errors: [{ Line: 4 }] });
    for (const region of ['GB', 'US']) {
      campaignId = (await api.storeCampaign())._id;
      expect(await send(list('formats.csv'), `?region=${region}`)).toMatchObject({
        Accepted: 13,
        Rejected: 0,
      });
      expect(await stored()).toEqual([
        { ContactPhoneNumber: '+12025550132', ContactName: 'a' },
        { ContactPhoneNumber: '+442079460958', ContactName: 'b' },
        { ContactPhoneNumber: '+442079460123', ContactName: 'c' },
        { ContactPhoneNumber: '+12025550123', ContactName: 'd' },
        { ContactPhoneNumber: '+12025550133', ContactName: 'e' },
        { ContactPhoneNumber: '+12025550134', ContactName: 'f' },
        { ContactPhoneNumber: '+12025550135', ContactName: 'g', Data: { PhoneExtension: '123' } },
        { ContactPhoneNumber: '+442079460124', ContactName: 'h' },
        { ContactPhoneNumber: '+12025550136', ContactName: 'i' },
        { ContactPhoneNumber: '+12025550137', ContactName: 'j' },
        { ContactPhoneNumber: '+12025550138', ContactName: 'k' },
        { ContactPhoneNumber: '+12025550139', ContactName: 'l' },
        { ContactPhoneNumber: '+12025550140', ContactName: 'm' },
      ]);
    }
  });

  it('with an empty last column and empty rows at its end is read without them', async () => {
    expect(await send(list('trailing.csv'))).toMatchObject({ Accepted: 2, Rejected: 0 });
    expect(await stored()).toEqual([
      { ContactPhoneNumber: '+12025550145', ContactName: 'x' },
      { ContactPhoneNumber: '+12025550146', ContactName: 'y' },
    ]);
  });

  it('whose column begins like a formula keeps its name, also by way of its rejected rows', async () => {
    const first = await send('phone,=Plan,-Note\nnone,a,=1+1\n');
    const { ImportID = '' } = first as { ImportID?: string };
    const response = await fetch(`${api.url}/campaigns/${campaignId}/imports/${ImportID}/rejected.csv`, {
      headers: { auth: api.key },
    });
    const mended = (await response.text()).replace('none', '+12025550150');
    expect(mended.split('\r\n')[0]).toBe("phone,'=Plan,'-Note,RejectedReason");
    expect(await send(mended)).toMatchObject({ Accepted: 1, Rejected: 0 });
    expect(await stored()).toEqual([
      { ContactPhoneNumber: '+12025550150', Data: { '=Plan': 'a', '-Note': '=1+1' } },
    ]);
  });

  it('with our names in any case is read by them', async () => {
    expect(await send(list('case.csv'))).toMatchObject({ Accepted: 1, Rejected: 0 });
    expect(await stored()).toEqual([{ ContactPhoneNumber: '+12025550148', ContactName: 'x' }]);
  });
});

describe('a workbook', () => {
  const workbook = readFileSync(path.join(__dirname, '../files/workbooks/contacts.xlsx'));
  const type = { 'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };

  it('is read as a list is: every digit of its numbers, its dates, and the sheet that is named', async () => {
    const first = await api.importFile(campaignId, workbook, type, '?withoutPlus=true');
    expect(first.body).toMatchObject({
      Accepted: 2,
      Rejected: 0,
      File: { Format: 'xlsx', Sheet: 'Contacts', Header: true },
    });
    expect(await stored()).toEqual([
      { ContactPhoneNumber: '+917000000001', ContactName: 'Leela Rao', Data: { 'Renews on': '2030-01-31' } },
      {
        ContactPhoneNumber: '+917000000002',
        ContactName: 'Arun',
        Data: { 'Renews on': '2030-02-28', Notes: '=1+1' },
      },
    ]);
    campaignId = (await api.storeCampaign())._id;
    const second = await api.importFile(campaignId, gzipSync(workbook), type, '?sheet=More');
    expect(second.body).toMatchObject({ Accepted: 1, File: { Sheet: 'More', Gzip: true } });
    const none = await api.importFile(campaignId, workbook, type, '?sheet=Nothing');
    expect([none.status, JSON.stringify(none.body)]).toEqual([400, expect.stringContaining('More')]);
  });

  it('sent again with its key adds nothing, and its rejected rows come back with its columns', async () => {
    const headers = { ...type, 'idempotency-key': 'workbook' };
    const first = await api.importFile(campaignId, workbook, headers);
    expect(first.body).toMatchObject({ Accepted: 0, Rejected: 2 });
    expect((await api.importFile(campaignId, workbook, headers)).body).toEqual(first.body);
    const { ImportID = '' } = first.body as { ImportID?: string };
    const response = await fetch(`${api.url}/campaigns/${campaignId}/imports/${ImportID}/rejected.csv`, {
      headers: { auth: api.key },
    });
    const rejected = await response.text();
    expect(rejected.split('\r\n').slice(0, 2)).toEqual([
      'Phone,First Name,Last Name,Renews on,Notes,RejectedReason',
      expect.stringMatching(/^917000000001,Leela,Rao,2030-01-31,,.*withoutPlus/),
    ]);
    // Mended by saying what is right of all of them.
    expect(await send(rejected, '?withoutPlus=true')).toMatchObject({ Accepted: 2, Rejected: 0 });
  });
});

describe('a packed file', () => {
  it('is read as it is, whether its header says so or not, and the answer says so', async () => {
    const packed = gzipSync(list('vapi.csv'));
    for (const headers of [{}, { 'content-encoding': 'gzip' }]) {
      const { body } = await api.importFile(campaignId, packed, headers);
      expect(body).toMatchObject({ Accepted: 2, File: { Gzip: true, Format: 'csv' } });
    }
  });
});

describe('an extension', () => {
  it('is kept, or the row is rejected: it is never lost', async () => {
    const ndjson = { 'content-type': 'application/x-ndjson' };
    const number = '+1 202 555 0111 x12';
    const rows = [
      { ContactPhoneNumber: number },
      { ContactPhoneNumber: number, Data: { PhoneExtension: '12' } },
      { ContactPhoneNumber: number, Data: null },
      { ContactPhoneNumber: number, Data: { PhoneExtension: 99 } },
      ...['abc', [1, 2], 5].map((Data) => ({ ContactPhoneNumber: number, Data })),
      { ContactPhoneNumber: '+12025550111', CallerID: '+1 202 555 0100 ext 5' },
    ];
    const file = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    const { body } = await api.importFile(campaignId, file, ndjson);
    expect([body.Accepted, body.Errors.map(({ Line }) => Line)]).toEqual([3, [4, 5, 6, 7, 8]]);
    expect((await stored()).map(({ Data }) => Data)).toEqual(Array(3).fill({ PhoneExtension: '12' }));
  });
});

describe('a name in two columns', () => {
  it('begins with the first name, wherever it stands', async () => {
    await send('Last Name,First Name,Phone\nDoe,John,+12025550111\n');
    expect(await stored()).toEqual([{ ContactPhoneNumber: '+12025550111', ContactName: 'John Doe' }]);
  });
});

describe('the encoding that the Content-Type says', () => {
  it('is used, and refused if it is not known: no text is stored wrongly', async () => {
    const file = Buffer.from('phone,name\n+12025550111,\xe9\n', 'latin1');
    const type = (charset: string) => ({ 'content-type': `text/csv; charset=${charset}` });
    expect((await api.importFile(campaignId, file, type('windows-1251'))).status).toBe(415);
    const { body } = await api.importFile(campaignId, file, type('ISO-8859-1'));
    expect(body).toMatchObject({ Accepted: 1, File: { Encoding: 'windows-1252' } });
    expect((await stored())[0]?.ContactName).toBe('é');
  });
});

describe('a first contact whose name is that of a column', () => {
  it('is no header', async () => {
    expect(await send('Mobile,+12025550111,Ann\nx,+12025550112,Bob\n')).toMatchObject({
      Accepted: 2,
      File: { Header: false },
    });
  });
});

describe('a time to call', () => {
  it('is the contact’s own where it names no zone: when it has come wherever the contact may be', async () => {
    const file = [
      'phone,Call at,Overrides.Constraints.NotAfter,Overrides.Constraints.MaxAttempts,ContactTimeZone',
      '+12025550111,2030-01-31 09:00,2030-02-01,2,',
      '+12025550112,2030-01-31T09:00Z,,,',
      '+12025550113,2030-01-31 09:00,,,America/Los_Angeles',
      '+12025550114,31.01.2030,,,',
      '+80012345678,2030-01-31 09:00,,,',
      '+12025550115,2030-01-31 09:00,2030-01-31 08:00,,',
    ].join('\n');
    const { Accepted, Errors } = await send(file);
    expect([Accepted, Errors.map(({ Line, Field }) => [Line, Field])]).toEqual([
      3,
      [
        [5, 'Call at'],
        [6, 'Overrides.Constraints.NotBefore'],
        [7, 'Overrides.Constraints.NotAfter'],
      ],
    ]);
    const jobs = await api.store.jobs.find({ CampaignID: campaignId }).sort({ _id: 1 }).toArray();
    expect(jobs.map(({ Overrides }) => Overrides?.Constraints)).toEqual([
      { NotBefore: '2030-01-31T14:00:00.000Z', NotAfter: '2030-02-01T05:00:00.000Z', MaxAttempts: 2 },
      { NotBefore: '2030-01-31T09:00:00Z' },
      // Number and place disagree, so the later of both counts.
      { NotBefore: '2030-01-31T17:00:00.000Z' },
    ]);
  });
});

describe('a number that comes again', () => {
  it('in the file is taken and counted, and skipped if that is asked for', async () => {
    expect(await send(list('dups.csv'))).toMatchObject({
      Accepted: 3,
      RepeatedNumbers: { InFile: 2, InCampaign: 0, Skipped: 0 },
    });
    campaignId = (await api.storeCampaign())._id;
    expect(await send(list('dups.csv'), '?duplicates=skip')).toMatchObject({
      Accepted: 1,
      RepeatedNumbers: { InFile: 2, InCampaign: 0, Skipped: 2 },
    });
    expect(await stored()).toEqual([{ ContactPhoneNumber: '+12025550147', ContactName: 'x' }]);
  });

  it('in the campaign is counted, and skipped if that is asked for', async () => {
    const { ContactPhoneNumber } = { ContactPhoneNumber: '+12025550147' };
    await api.request('POST', `/campaigns/${campaignId}/jobs`, { ContactPhoneNumber });
    expect(await preview(list('dups.csv'))).toMatchObject({ RepeatedNumbers: { InFile: 2, InCampaign: 3 } });
    expect(await send(list('dups.csv'), '?duplicates=skip')).toMatchObject({
      Accepted: 0,
      RepeatedNumbers: { InFile: 2, InCampaign: 1, Skipped: 3 },
    });
    expect(await send(list('dups.csv'))).toMatchObject({
      Accepted: 3,
      RepeatedNumbers: { InFile: 2, InCampaign: 3, Skipped: 0 },
    });
  });

  it('counts as the same in every way of writing it', async () => {
    const file = 'phone\n+12025550149\n"+1 (202) 555-0149"\n+5215512345678\n+525512345678\n';
    expect(await send(file)).toMatchObject({ Accepted: 4, RepeatedNumbers: { InFile: 2 } });
  });
});
