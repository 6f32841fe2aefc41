/**
 * Inbound calls while MongoDB is connected and silent: somebody is on the line, and their carrier waits for an answer.
 */
import { Client, Connection } from '@temporalio/client';
import { sign, signatureHeader } from '../../activities/providers/http/signature';
import { callId } from '../../domain/jobs/job';
import { type Door, startDoor } from '../support/door';
import { eventually } from '../support/eventually';
import { CALLER_ID, CONTACT, PROVIDER_SECRET, type RunningApi, startApi } from '../support/running-api';
import { signalsOf } from '../support/signals';

let door: Door;
let api: RunningApi;
let connection: Connection;
/** What happens just before the workflow of a call is started: its job is taken by then. */
let onStart: (callId: string) => void;
/** A call's workflow is told to hang up no sooner than this. */
let mayHangUp: Promise<void>;
beforeAll(async () => {
  const { TEST_MONGODB_URI = '', TEST_TEMPORAL_ADDRESS = '' } = process.env;
  door = await startDoor(TEST_MONGODB_URI);
  // Direct: the members of a replica set tell each other's addresses, and ours would be passed by.
  process.env['TEST_MONGODB_URI'] = `mongodb://${new URL(door.url).host}/?directConnection=true`;
  api = await startApi({
    through: (gateway) => ({
      ...gateway,
      startInboundCall: (call) => {
        onStart(callId(call.ref));
        return gateway.startInboundCall(call);
      },
      hangUp: async (of) => {
        await mayHangUp;
        return gateway.hangUp(of);
      },
    }),
  }).finally(() => (process.env['TEST_MONGODB_URI'] = TEST_MONGODB_URI));
  connection = await Connection.connect({ address: TEST_TEMPORAL_ADDRESS });
});
beforeEach(() => {
  onStart = () => undefined;
  mayHangUp = Promise.resolve();
});
afterEach(() => door.thaw());
afterAll(async () => {
  await api?.stop();
  await connection?.close();
  await door?.shut();
});

/** A provider of our protocol waits no longer. */
const PROVIDER_WAITS_MS = 5_000;

const path = '/providers/http/inbound';
async function announce(CallID: string): Promise<{ answer: unknown[]; ms: number }> {
  const body = JSON.stringify({ CallID, From: CONTACT, To: CALLER_ID });
  const began = performance.now();
  const { status, body: told } = await api.request('POST', path, body, {
    authorization: '',
    [signatureHeader]: sign(PROVIDER_SECRET, Date.now(), 'POST', path, body),
  });
  return { answer: [status, told], ms: performance.now() - began };
}
const busy = [200, { Action: 'busy' }];

async function campaignWithJob(): Promise<string> {
  await api.store.campaigns.updateMany({ State: 'started' }, { $set: { State: 'ended' } });
  const { _id } = await api.storeCampaign({ InboundMode: 'lookup' });
  await api.store.campaigns.updateOne({ _id }, { $set: { State: 'started', StartedAt: new Date() } });
  const { status } = await api.request('POST', `/campaigns/${_id}/jobs`, { ContactPhoneNumber: CONTACT });
  expect(status).toBe(201);
  return _id;
}
const expectNothingTaken = (campaignId: string) =>
  eventually(async () => {
    const job = await api.store.jobs.findOne({ CampaignID: campaignId });
    expect(job).toMatchObject({ State: 'created' });
    expect(job).not.toHaveProperty('Slot');
    expect((await api.store.numbers.findOne({ PhoneNumber: CONTACT }))?.InboundCalls).toBeUndefined();
    expect(await api.store.calls.countDocuments({ CampaignID: campaignId })).toBe(0);
  });

it('a caller hears the busy signal before the carrier gives up, and nothing is taken', async () => {
  const id = await campaignWithJob();
  door.freeze();
  const { answer, ms } = await announce('silent');
  expect(answer).toEqual(busy);
  expect(ms).toBeLessThan(PROVIDER_WAITS_MS);
  door.thaw();
  await expectNothingTaken(id);
});

it('a call that could not be taken in time is taken back, however often it is announced meanwhile', async () => {
  const id = await campaignWithJob();
  const started: string[] = [];
  let hangUp = (): void => undefined;
  mayHangUp = new Promise((resolve) => (hangUp = resolve));
  onStart = (of) => {
    if (started.push(of) === 1) door.freeze();
  };
  const { answer, ms } = await announce('slow');
  expect(answer).toEqual(busy);
  expect(ms).toBeLessThan(PROVIDER_WAITS_MS);
  door.thaw();
  await expectNothingTaken(id);
  // Accepted now, it would be hung up in the middle of the conversation.
  expect((await announce('slow')).answer).toEqual(busy);
  hangUp();
  expect(started).toHaveLength(1);
  const workflow = new Client({ connection }).workflow.getHandle(started[0] ?? '');
  try {
    // It would wait for the end of a call that nobody has.
    await eventually(async () => {
      const signals = await signalsOf(workflow);
      expect(signals.map(({ name }) => name)).toEqual(['hangUp']);
    });
    await expectNothingTaken(id);
  } finally {
    await workflow.terminate('test over');
  }
});
