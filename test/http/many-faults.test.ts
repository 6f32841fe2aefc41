import { ruleSetChoices } from '../../domain/dialling/rule-sets';
import {
  CALLER_ID,
  CONTACT,
  completeData,
  type ProblemBody,
  type RunningApi,
  startApi,
} from '../support/running-api';

let api: RunningApi;
let campaignId: string;
beforeAll(async () => {
  api = await startApi();
  campaignId = (await api.storeCampaign())._id;
});
afterAll(() => api.stop());

const ndjson = { 'content-type': 'application/x-ndjson' };
/** An object with so many members, none of which anybody knows. */
const wide = (members: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: members }, (_, i) => [`k${i}`, 1]));
const create = (body: unknown) => api.request<ProblemBody>('POST', '/campaigns', body);
const withData = (changes: Record<string, unknown>) => ({
  Name: 'x',
  Data: { ...completeData(), ...changes },
});
const more = (places: number) => `and ${places} more places are not valid; correct these first`;

describe('a body with more faults than anybody reads is answered with the first 20 and how many more there are', () => {
  it('when they are fields that nobody knows', async () => {
    const { status, body } = await create({ Name: 'x', Data: completeData(), ...wide(19_000) });
    expect([status, body.detail]).toEqual([400, 'More than 20 places are not valid; see errors']);
    expect(body.errors?.map(({ location }) => location)).toEqual([
      ...Array.from({ length: 20 }, (_, i) => `/k${i}`),
      '',
    ]);
    expect(body.errors?.at(-1)?.message).toBe(more(18_980));
  });

  it('when they are names of a record that are not allowed', async () => {
    const { status, body } = await create(withData({ AvailableCallerIDs: wide(1_000) }));
    expect([status, body.errors?.length, body.errors?.at(-1)?.message]).toEqual([400, 21, more(980)]);
  });

  it('when they are members of a list', async () => {
    const { status, body } = await create(
      withData({ Constraints: { BlackoutDates: Object.keys(wide(1_000)) } }),
    );
    expect([status, body.errors?.length, body.errors?.at(-1)?.message]).toEqual([400, 21, more(980)]);
  });

  it('when they lie apart from each other', async () => {
    const { body } = await create({ ...wide(100), Data: { ...completeData(), ...wide(50) } });
    // With the name that is missing.
    expect(body.errors?.at(-1)?.message).toBe(more(131));
  });
});

describe('a list or record that is too long is refused before its members are looked at', () => {
  it.each([
    ['AvailableCallerIDs', { AvailableCallerIDs: wide(1_001) }, 1_000],
    ['Constraints/RetryOn', { Constraints: { RetryOn: Array(39_000).fill(1) } }, 4],
    ['Constraints/RuleSets', { Constraints: { RuleSets: Array(39_000).fill(1) } }, ruleSetChoices.length],
    ['Constraints/CallWindows', { Constraints: { CallWindows: Array(39_000).fill(1) } }, 50],
    [
      'Constraints/CallWindows/0/Days',
      { Constraints: { CallWindows: [{ Days: Array(39_000).fill(1) }] } },
      7,
    ],
    ['Constraints/BlackoutDates', { Constraints: { BlackoutDates: Array(39_000).fill(1) } }, 1_000],
  ])('%s', async (place, changes, most) => {
    const { status, body } = await create(withData(changes));
    const faults = body.errors?.filter(({ location }) => location.startsWith(`/Data/${place}`));
    expect([status, faults]).toEqual([
      400,
      [{ location: `/Data/${place}`, message: expect.stringContaining(`at most ${most} members`) as string }],
    ]);
  });

  it('but 1,000 caller IDs are taken', async () => {
    const numbers = Array.from({ length: 1_000 }, (_, i) => `+1212555${String(i).padStart(4, '0')}`);
    const AvailableCallerIDs = Object.fromEntries(numbers.map((number) => [number, { Disabled: false }]));
    expect((await create(withData({ AvailableCallerIDs }))).status).toBe(201);
  });
});

it('a name of any length is told with its first 100 characters', async () => {
  for (const endless of [
    { [`a${'x'.repeat(500_000)}`]: 1 },
    { Data: { ...completeData(), AnalysisSchema: { [`a${'x'.repeat(500_000)}`]: '\0' } } },
  ]) {
    const { status, body } = await create({ Name: 'x', Data: completeData(), ...endless });
    expect(status).toBe(400);
    const place = body.errors?.[0]?.location.split('/').at(-1);
    expect(place).toBe(`a${'x'.repeat(98)}…`);
    expect(body.detail.length).toBeLessThan(700);
  }
});

describe('a CSV header', () => {
  const header = (columns: string[]) => api.importFile(campaignId, `${columns.join(',')}\n${CONTACT}\n`);

  it('of more than 1,000 columns is refused before any of them is looked at', async () => {
    const { status, body } = await header(Array.from({ length: 30_000 }, (_, i) => `a${i}`));
    expect([status, body.errors]).toEqual([
      400,
      [
        {
          location: 'header',
          message: expect.stringContaining('names 30000 columns; at most 1000') as string,
        },
      ],
    ]);
  });

  it('whose columns are all unknown names the first 20 and how many more there are', async () => {
    const { status, body } = await header([
      'ContactPhoneNumber',
      ...Object.keys(wide(900)).map((name) => `Overrides.${name}`),
    ]);
    expect([status, body.errors?.length, body.errors?.at(-1)?.message]).toEqual([400, 21, more(880)]);
    expect(body.errors?.[0]?.location).toBe('header, column 2');
  });

  it('of 1,000 columns is read', async () => {
    const columns = Array.from({ length: 999 }, (_, i) => `Data.k${i}`);
    const row = [CONTACT, ...columns.map(() => 'x')];
    const file = `${['ContactPhoneNumber', ...columns].join(',')}\n${row.join(',')}\n`;
    expect((await api.importFile(campaignId, file)).body.Accepted).toBe(1);
  });
});

describe('a row of an import that is rejected', () => {
  it('for 10,000 fields that no job has is told with the first 20 of them, and how many more there are', async () => {
    const row = JSON.stringify({ ContactPhoneNumber: CONTACT, ...wide(10_000) });
    const { body } = await api.importFile(campaignId, row, ndjson);
    expect([body.Rejected, body.Errors.length]).toEqual([1, 21]);
    expect(body.Errors.at(-1)).toEqual({ Line: 1, Field: '', Message: more(9_980) });
  });

  it('for endless names is told with their beginning, so that the result can be kept and answered again', async () => {
    const row = (n: number) =>
      JSON.stringify({
        ContactPhoneNumber: CONTACT,
        CallerID: CALLER_ID,
        [`n${n}${'😀'.repeat(30_000)}`]: 1,
      });
    const file = Array.from({ length: 200 }, (_, n) => row(n)).join('\n');
    const key = { ...ndjson, 'idempotency-key': 'a-key-of-many-faults' };
    const { status, body } = await api.importFile(campaignId, file, key);
    expect([status, body.Rejected, body.Errors.length]).toEqual([200, 200, 200]);
    expect(body.Errors[7]?.Field).toMatch(/^n7😀+\uFFFD?…$/u);
    expect(Math.max(...body.Errors.map(({ Field }) => Field.length))).toBeLessThanOrEqual(200);
    expect((await api.importFile(campaignId, file, key)).headers.get('idempotency-replayed')).toBe('true');
  });
});
