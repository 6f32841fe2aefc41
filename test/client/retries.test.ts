/** What the client sends again, and what it does not, when the way to the API is bad. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createClient,
  NoConnectionError,
  type RingmasterClient,
  RingmasterProblem,
  UnavailableError,
  type WriteOptions,
} from '../../client/src/index';
import { send, usualPatience } from '../../client/src/send';
import { fileAt } from '../../client/src/node';
import { type Middleman, startMiddleman } from '../support/middleman';
import { CALLER_ID, CONTACT, NOBODY, type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
let between: Middleman;
let ringmaster: RingmasterClient;
let folder: string;
beforeAll(async () => {
  api = await startApi();
  between = await startMiddleman(api.url);
  ringmaster = createClient({ baseUrl: between.url, key: api.key });
  folder = mkdtempSync(join(tmpdir(), 'ringmaster-client-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await between.stop();
  await api.stop();
});

const campaign = { Name: 'a campaign', Data: { CallerID: CALLER_ID } };
const campaigns = (): Promise<number> => api.store.campaigns.countDocuments({ OrgID: api.orgId });
const keys = (): Set<string | undefined> => new Set(between.seen.map(({ key }) => key));
const errorOf = async <Of extends Error>(
  asked: PromiseLike<unknown>,
  Class: abstract new (...args: never[]) => Of,
): Promise<Of> => {
  const error: unknown = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Class);
  return error as Of;
};

// The API stores a file in steps of 2,000 rows: more than one was stored before the connection is cut.
const JOBS = 9_000;
const rows = (): string =>
  ['ContactPhoneNumber,Data.n', ...Array.from({ length: JOBS }, (_, n) => `${CONTACT},${n}`)].join('\n');
/** Gives a row, and then nothing for ever. */
async function* stalled(): AsyncGenerator<string> {
  yield 'ContactPhoneNumber\n';
  await new Promise(() => undefined);
}
const jobsOf = (id: string): Promise<number> => api.store.jobs.countDocuments({ CampaignID: id });

describe('a write with a key', () => {
  it('is sent again with the same key when its answer is lost, and done once', async () => {
    const before = await campaigns();
    between.next('lose-answer', 'lose', { away: 0 }, 'lose-answer');
    const { Campaign } = await ringmaster.campaigns.create(campaign);
    expect([between.seen.length, keys().size]).toEqual([5, 1]);
    expect(await campaigns()).toBe(before + 1);
    expect((await ringmaster.campaigns.get(Campaign.ID)).Campaign.Name).toBe(campaign.Name);
  });

  it('has a new key at each call, or the one that the caller gives', async () => {
    between.next();
    await ringmaster.campaigns.create(campaign);
    await ringmaster.campaigns.create(campaign);
    await ringmaster.campaigns.create(campaign, { idempotencyKey: 'the-callers-own' });
    expect(keys().size).toBe(3);
    expect(keys()).toContain('the-callers-own');
  });

  it('can be repeated later by the key that its error tells', async () => {
    const before = await campaigns();
    const once = createClient({ baseUrl: between.url, key: api.key, attempts: 1 });
    between.next('lose-answer');
    const { idempotencyKey } = await errorOf(once.campaigns.create(campaign), NoConnectionError);
    expect(idempotencyKey).toMatch(/^[0-9a-f]{32}$/);
    await once.campaigns.create(campaign, { idempotencyKey });
    expect(await campaigns()).toBe(before + 1);
  });
});

it('a write that has no key is sent once, unless it may be repeated as it is', async () => {
  between.next('lose-answer');
  await ringmaster.optOuts.put(CONTACT);
  expect(between.seen).toHaveLength(2);
  between.next('lose-answer');
  const error = await errorOf(ringmaster.optOuts.remove(CONTACT), NoConnectionError);
  expect(between.seen).toHaveLength(1);
  expect(error.message).toMatch(/may have been done/);
  between.next({ away: 0 });
  await expect(ringmaster.optOuts.remove(CONTACT)).rejects.toThrow(/may have been done/);
  between.next('lose', { away: 0 });
  const file = new File([`PhoneNumber\n${CONTACT}`], 'opt-outs.csv');
  expect((await ringmaster.optOuts.import(file)).Accepted).toBe(1);
  await ringmaster.optOuts.remove(CONTACT);
});

it('what takes no key is not sent again, also when it was given one: it would be done twice', async () => {
  await ringmaster.optOuts.put(CONTACT);
  between.next('lose-answer');
  const options: WriteOptions = { idempotencyKey: 'one-for-all' };
  await errorOf(ringmaster.optOuts.remove(CONTACT, options), NoConnectionError);
  expect(between.seen.map(({ key }) => key)).toEqual([undefined]);
});

it('a question is asked without a body, also where the browser does not tell whether there is one', async () => {
  const request = new Request(`${between.url}/org`, { headers: { auth: api.key } });
  Object.defineProperty(request, 'body', { value: undefined });
  between.next('pass');
  const answer = await send(request, { fetch, patience: usualPatience });
  expect([answer.status, between.seen.length]).toEqual([200, 1]);
});

describe('an import that breaks off', () => {
  it('is sent from the beginning of its file with the same key, and adds each row once', async () => {
    const { Campaign } = await ringmaster.campaigns.create(campaign);
    const path = join(folder, 'contacts.csv');
    writeFileSync(path, rows());
    between.next('cut', 'lose-answer', { away: 0 });
    const result = await ringmaster.jobs.import(Campaign.ID, fileAt(path));
    expect(result).toMatchObject({ Accepted: JOBS, Rejected: 0 });
    expect([between.seen.length, keys().size]).toEqual([4, 1]);
    expect(await jobsOf(Campaign.ID)).toBe(JOBS);
  });

  it('is not sent again from a stream, which has passed: the error says so and has the key', async () => {
    const { Campaign } = await ringmaster.campaigns.create(campaign);
    between.next('cut');
    const stream = new Blob([rows()]).stream() as ReadableStream<Uint8Array>;
    const error = await errorOf(
      ringmaster.jobs.import(Campaign.ID, stream, { type: 'csv' }),
      NoConnectionError,
    );
    expect(between.seen).toHaveLength(1);
    expect(error.message).toMatch(/came from a stream, which can be read only once/);
    const { idempotencyKey } = error;
    await ringmaster.jobs.import(Campaign.ID, rows(), { type: 'csv', idempotencyKey });
    expect(await jobsOf(Campaign.ID)).toBe(JOBS);
  });

  it('because it is refused is not sent again, however much of it is on its way', async () => {
    const { Campaign } = await ringmaster.campaigns.create(campaign);
    between.next();
    const file = `ContactPhoneNumber,ContactNmae\n${`${CONTACT},x\n`.repeat(1_000_000)}`;
    const error = await errorOf(
      ringmaster.jobs.import(Campaign.ID, new File([file], 'contacts.csv')),
      RingmasterProblem,
    );
    expect([error.status, between.seen.length]).toEqual([400, 1]);
  });
});

describe('the client waits', () => {
  it.each<[string, () => AsyncIterable<string> | ReadableStream<Uint8Array>]>([
    ['a generator', stalled],
    ['a stream', () => new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined) })],
  ])('not for %s that has stalled, once the caller has given up', async (_what, source) => {
    const giveUp = new AbortController();
    between.next('pass');
    const asked = ringmaster.jobs.import('6b04566f29dbd33652a0363a', source() as never, {
      type: 'csv',
      signal: giveUp.signal,
    });
    setImmediate(() => giveUp.abort(new Error('enough')));
    await expect(asked).rejects.toThrow('enough');
  });

  it('as long as Retry-After says, at least', async () => {
    between.next({ away: 1 });
    await ringmaster.organisation.get();
    const [first, second] = between.seen;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(1_000);
  });

  it('no longer than it may: then the last answer is thrown', async () => {
    const thrice = createClient({ baseUrl: between.url, key: api.key, attempts: 3 });
    between.next(...Array.from({ length: 9 }, (): { away: number } => ({ away: 0 })));
    const error = await errorOf(thrice.campaigns.create(campaign), UnavailableError);
    expect(between.seen).toHaveLength(3);
    expect(error.message).toMatch(/sent 3 times/);
    expect([...keys()]).toEqual([error.idempotencyKey]);

    const hasty = createClient({ baseUrl: between.url, key: api.key, awayForMs: 5_000 });
    between.next({ away: 3_600 });
    await errorOf(hasty.organisation.get(), UnavailableError);
    expect(between.seen).toHaveLength(1);
  });

  it('for one answer no longer than it may', async () => {
    const hasty = createClient({ baseUrl: between.url, key: api.key, answerWithinMs: 200 });
    between.next('hang');
    await hasty.organisation.get();
    // A machine under load may take as long for the true answer as well.
    expect(between.seen.length).toBeGreaterThanOrEqual(2);
  });

  it('no longer once the caller has given up', async () => {
    const giveUp = new AbortController();
    const SECONDS = 100;
    const patient = { baseUrl: between.url, key: api.key, awayForMs: 2 * SECONDS * 1_000 };
    between.next('hang');
    const asked = createClient(patient).organisation.get({ signal: giveUp.signal });
    giveUp.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');

    const waiting = new AbortController();
    const look: typeof fetch = async (...args) => {
      const answer = await fetch(...args);
      // The client has the answer some turns later, and waits long after this.
      setTimeout(() => waiting.abort(new Error('enough of waiting')), 100);
      return answer;
    };
    between.next({ away: SECONDS });
    const looking = createClient({ ...patient, fetch: look });
    await expect(looking.organisation.get({ signal: waiting.signal })).rejects.toThrow('enough of waiting');
    expect(between.seen).toHaveLength(1);
    // It would wait for longer.
  }, 60_000);
});

it('an error says when nobody answers, and shows an answer that is not of the API', async () => {
  const nobody = createClient({ baseUrl: `http://${NOBODY}`, key: 'any', attempts: 2 });
  await expect(nobody.organisation.get()).rejects.toThrow(
    /127\.0\.0\.1:1 gave no answer: .*It was sent 2 times/,
  );
  between.next('page');
  const error = await errorOf(ringmaster.organisation.get(), RingmasterProblem);
  expect(error).toMatchObject({ type: 'about:blank', status: 502, detail: '<h1>Bad</h1>' });
  expect(() => createClient({ baseUrl: 'ringmaster', key: 'any' })).toThrow(/whole URL/);
});
