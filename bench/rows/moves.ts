import { historyLength } from '../history-length';
import { callId } from '../../domain/jobs/job';
import { type Bench } from '../bench';
import { secondsForCalls } from '../calls';
import { queueJobs } from '../contacts';
import { type Measured } from '../measured';

// Long enough that answer and end come separately, so that both limits are armed.
const CALL_MS = 300;

/** History events of a call that is placed, answered, ended and settled: each is work for Temporal. */
export async function moves(bench: Bench, setDetail: (detail: string) => void): Promise<Measured[]> {
  const ringmaster = await bench.ringmaster();
  const { api, store } = ringmaster;
  await ringmaster.setCallMs(CALL_MS);
  const campaignId = await api.create(1);
  await queueJobs(store, campaignId, 1);
  await secondsForCalls(ringmaster, campaignId, { calls: 1, setDetail });
  const job = await store.jobs.findOne({ CampaignID: campaignId });
  if (!job) throw new Error('The job of the measured call is gone.');
  const events = await historyLength(bench.temporal, callId({ JobID: job._id, Attempt: job.Attempts }));
  return [
    {
      work: 'moves: history events of one call',
      ours: `${events} events`,
      raw: '',
      value: events,
      unit: 'events',
      bar: { atMost: 24 },
      note: `Answered at once, ended ${CALL_MS} ms later.`,
    },
  ];
}
