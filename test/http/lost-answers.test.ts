import { randomUUID } from 'node:crypto';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let ringmaster: Ringmaster;
beforeAll(async () => {
  ringmaster = await startRingmaster();
});
afterAll(() => ringmaster?.stop());

/** Carries out a command, and forgets its answer as a crash of the API right after it would. */
async function obeyedButNotAnswered(id: string, command: 'start' | 'end'): Promise<Record<string, string>> {
  const key = randomUUID();
  const headers = { 'idempotency-key': key };
  expect((await ringmaster.command(id, command, headers)).status).toBe(202);
  await ringmaster.store.idempotencyKeys.updateOne(
    { _id: { $regex: `:${key}$` } },
    { $unset: { Answer: 1 } },
  );
  return headers;
}

describe('a command whose answer was lost', () => {
  it('is answered 202 when it is repeated with its key, though the campaign has gone on since', async () => {
    const id = await ringmaster.createCampaign();
    const headers = await obeyedButNotAnswered(id, 'start');
    await ringmaster.obey(id, 'pause');
    expect((await ringmaster.command(id, 'start', headers)).status).toBe(202);
    expect(await ringmaster.state(id)).toBe('paused');
  });

  it('is answered 202 also when it was the end, after which the workflow is over', async () => {
    const id = await ringmaster.createCampaign();
    const headers = await obeyedButNotAnswered(id, 'end');
    await ringmaster.campaignHandle(id).result();
    expect((await ringmaster.command(id, 'end', headers)).status).toBe(202);
    expect((await ringmaster.command(id, 'end')).status).toBe(409);
  });
});
