/** Contact lists as people have them: what each becomes. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
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

  it('with our names in any case is read by them', async () => {
    expect(await send(list('case.csv'))).toMatchObject({ Accepted: 1, Rejected: 0 });
    expect(await stored()).toEqual([{ ContactPhoneNumber: '+12025550148', ContactName: 'x' }]);
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
