import { eventually } from '../support/eventually';
import { circuitsOf, HTTP } from '../support/provider-circuit';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
let stopWorkers: (() => Promise<void>) | undefined;
beforeAll(async () => {
  rm = await startRingmaster({ workers: 0 });
});
afterEach(async () => {
  await stopWorkers?.();
  stopWorkers = undefined;
});
afterAll(() => rm?.stop());

describe('signals that come while no worker is there are obeyed in the order in which they came', () => {
  it.each([
    [['pause', 'resume', 'start'], 'started'],
    [['start', 'pause', 'start', 'pause'], 'paused'],
    [['end', 'start', 'pause'], 'ended'],
    [['end', 'pause', 'start'], 'ended'],
  ])('%j to a new campaign', async (signals, state) => {
    const id = await rm.createCampaign();
    const handle = rm.campaignHandle(id);
    for (const signal of signals) await handle.signal(signal);
    stopWorkers = await rm.startWorkers();
    await eventually(async () => expect((await rm.store.campaigns.findOne({ _id: id }))?.State).toBe(state));
    expect(await rm.state(id)).toBe(state);
  });

  it('and a command that follows them finds what they left', async () => {
    const id = await rm.createCampaign();
    await rm.campaignHandle(id).signal('start');
    const answer = rm.command(id, 'pause');
    stopWorkers = await rm.startWorkers();
    expect((await answer).status).toBe(202);
    expect(await rm.state(id)).toBe('paused');
  });

  it('an operator’s last word on a provider is the one that counts', async () => {
    const circuits = circuitsOf(rm);
    await circuits.pause('first');
    await circuits.resume();
    await circuits.pause('last');
    stopWorkers = await rm.startWorkers();
    await circuits.untilStored({ GlobalPause: true, ByOperator: true }, HTTP);
    expect((await circuits.stored())?.Reason).toContain('last');
  });
});
