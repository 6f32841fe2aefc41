/** The workflow of a provider: what it hears, what it stores, and what it survives. */
import { ANALYST } from '../../domain/providers/providers';
import { eventually } from '../support/eventually';
import { circuitsOf, HTTP, impatient, outage } from '../support/provider-circuit';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
let circuits: ReturnType<typeof circuitsOf>;
beforeAll(async () => {
  rm = await startRingmaster({ workers: 0, circuit: impatient });
  circuits = circuitsOf(rm);
});
afterAll(() => rm?.stop());
beforeEach(() => circuits.forget());

describe('with a worker', () => {
  let stop: () => Promise<void>;
  beforeAll(async () => {
    stop = await rm.startWorkers();
  });
  afterAll(() => stop?.());

  it('reports of failures open the circuit, the database says so, and a probe that is answered closes it', async () => {
    await rm.simulator.set({ Outage: true });
    await circuits.report();
    await circuits.untilStored({ GlobalPause: true, Epoch: 1 });
    expect((await circuits.stored())?.Reason).toBe('5 of 5 requests failed: answered 503');
    await eventually(async () =>
      expect(await circuits.view()).toMatchObject({ State: 'open', LastProbe: { Answers: false } }),
    );
    await rm.simulator.set({ Outage: false });
    await circuits.untilStored({ GlobalPause: false, Epoch: 2 });
  });

  it("an operator's pause, also of a provider that never failed, lasts until an operator ends it", async () => {
    await circuits.pause('maintenance');
    await circuits.untilStored({
      GlobalPause: true,
      ByOperator: true,
      Reason: 'Paused by an operator: maintenance',
    });
    await circuits.report({ ok: 1_000, failed: 0, reason: '' });
    await circuits.report();
    const held = await circuits.view();
    expect(held).toMatchObject({ State: 'held', GlobalPause: true, Epoch: 1 });
    expect(held.NextProbe).toBeUndefined();
    await circuits.resume();
    await circuits.untilStored({ GlobalPause: false, Reason: 'Resumed by an operator', Epoch: 2 });
    expect(await circuits.stored()).not.toHaveProperty('ByOperator');
  });

  it('unknown, malformed and needless signals change nothing', async () => {
    await circuits.report({ ok: 1, failed: 1, reason: 'one of those' });
    const handle = circuits.handle();
    await circuits.resume();
    await handle.signal('pause');
    await handle.signal('report', { ok: -1, failed: 'many' });
    await handle.signal('report');
    await handle.signal('report', 'out');
    expect(await circuits.view()).toMatchObject({ State: 'closed', GlobalPause: false, Epoch: 0 });
    expect(await circuits.stored()).toBeNull();
    await circuits.pause('and it still hears');
    await circuits.untilStored({ GlobalPause: true });
  });

  it('a workflow that is started without a provider says what it needs', async () => {
    const handle = await rm.client.workflow.start('providerWorkflow', {
      workflowId: `${rm.taskQueues.campaigns}:no-provider`,
      taskQueue: rm.taskQueues.campaigns,
      args: [{}],
    });
    await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'InvalidInput' } });
  });

  it('continue-as-new keeps everything: the pause, who made it, its reason, and the next probe', async () => {
    await rm.simulator.set({ Outage: true });
    await circuits.report(outage, { MaxHistoryEvents: 12 });
    const runOf = async () => (await circuits.handle().describe()).runId;
    const runs = new Set<string>();
    await eventually(
      async () => {
        runs.add(await runOf());
        expect(runs.size).toBeGreaterThan(2);
      },
      { everyMs: 50 },
    );
    expect(await circuits.view()).toMatchObject({
      State: 'open',
      Reason: '5 of 5 requests failed: answered 503',
      Epoch: 1,
    });
    await circuits.pause('enough');
    await circuits.untilStored({ ByOperator: true, Epoch: 2 });
    const run = await runOf();
    await eventually(async () => {
      await circuits.pause('enough');
      expect(await runOf()).not.toBe(run);
    });
    expect(await circuits.view()).toMatchObject({
      State: 'held',
      Reason: 'Paused by an operator: enough',
      Epoch: 2,
    });
    await circuits.resume();
    await circuits.untilStored({ GlobalPause: false, Epoch: 3 });
  });

  it('a database that is ahead is overruled, not obeyed', async () => {
    await circuits.report({ ok: 1, failed: 1, reason: 'one of those' });
    expect((await circuits.view()).Epoch).toBe(0);
    // As after a restore of Temporal's data, not of the database's.
    await rm.store.providers.insertOne({
      _id: HTTP,
      GlobalPause: false,
      Reason: 'of a time that Temporal forgot',
      Since: new Date(),
      Epoch: 41,
    });
    await circuits.pause('now');
    await circuits.untilStored({ GlobalPause: true, Epoch: 42 });
    await eventually(async () => expect((await circuits.view()).Epoch).toBe(42));
  });
});

describe('when the worker dies', () => {
  it('the circuit goes on where it was: nothing is forgotten, and probes go on', async () => {
    const first = await rm.startWorkerProcess();
    await rm.simulator.set({ Outage: true });
    await circuits.report();
    await circuits.untilStored({ GlobalPause: true, Epoch: 1 });
    first.kill('SIGKILL');
    await rm.simulator.set({ Outage: false });
    const second = await rm.startWorkerProcess();
    await circuits.untilStored({ GlobalPause: false, Epoch: 2 });
    second.kill('SIGKILL');
    await circuits.pause('nobody hears it yet');
    const third = await rm.startWorkerProcess();
    await circuits.untilStored({ GlobalPause: true, ByOperator: true, Epoch: 3 });
    third.kill('SIGKILL');
  });

  it('a circuit whose workflow was terminated is taken up by the next worker, as the database remembers it', async () => {
    const stopFirst = await rm.startWorkers();
    await rm.simulator.set({ Outage: true });
    await circuits.report();
    await circuits.pause('the bill was not paid', ANALYST);
    await circuits.untilStored({ GlobalPause: true });
    await circuits.untilStored({ GlobalPause: true }, ANALYST);
    await stopFirst();
    for (const provider of [HTTP, ANALYST]) await circuits.terminate(provider);
    await rm.simulator.set({ Outage: false });

    const stopSecond = await rm.startWorkers();
    await circuits.untilStored({ GlobalPause: false, Reason: 'It answers again', Epoch: 2 });
    await eventually(async () =>
      expect(await circuits.view(ANALYST)).toMatchObject({
        State: 'held',
        Reason: 'Paused by an operator: the bill was not paid',
        Epoch: 1,
      }),
    );
    await stopSecond();
  });
});
