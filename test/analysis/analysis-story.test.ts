/** What came of the conversation: asked of the analyst once the call is over, and shown with the call. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import AjvCore from 'ajv/dist/core';
import { type Analyst, type AnalystQuestion } from '../../activities/ports/analyst';
import { settleLostAnalyses } from '../../activities/recovery/slot-audit';
import { circuitLimits } from '../../domain/providers/circuit';
import { type CampaignData, type JsonObject } from '../../domain/campaigns/campaign-data';
import { type CallRef } from '../../domain/jobs/job';
import { type AnalystSettings, defaultAnalystSettings } from '../../simulator/analyst-settings';
import { type AnalysisResult, type JobDocument } from '../../store/mongodb/documents';
import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, shortLimits, startRingmaster } from '../support/ringmaster';

const MoodSchema: JsonObject = {
  type: 'object',
  properties: { mood: { type: 'string' }, score: { type: 'integer', minimum: 3 } },
  required: ['mood', 'score'],
  additionalProperties: false,
};
const mood = { mood: 'simulated', score: 3 };
const prompt = 'Did {{ .data.firstName }} agree to {{ .metadata.offer }}?';

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({
    // A test has no minute to wait for a probe.
    circuit: { ...circuitLimits, firstBackOffMs: 100, mostBackOffMs: 400 },
  });
});
afterAll(() => rm?.stop());

const script = (change: Partial<AnalystSettings>) =>
  rm.simulator.set({ Analyst: { ...defaultAnalystSettings, ...change } });
const asked = async (): Promise<{ Questions: number; ReAsks: number }> => {
  const stats = (await (await fetch(`${rm.simulator.url}/stats`)).json()) as {
    Analyst: { Questions: number; ReAsks: number };
  };
  return stats.Analyst;
};
beforeEach(async () => {
  await script({});
  await rm.simulator.set({ Transcripts: true });
  await fetch(`${rm.simulator.url}/stats/reset`, { method: 'POST' });
});

const begin = async (data: Partial<CampaignData>, ending = '00', on = rm): Promise<string> => {
  const id = await on.createCampaign(data);
  await on.importJobs(id, [numberEnding(ending)], { Data: { firstName: 'Ada' }, Metadata: { offer: 'tea' } });
  await on.obey(id, 'start');
  return id;
};
const jobOf = async (campaignId: string, on = rm): Promise<JobDocument> => {
  const job = await on.store.jobs.findOne({ CampaignID: campaignId });
  if (!job) throw new Error('no job');
  return job;
};
/** The one job and its one call, as the API shows them, once the job has settled. */
async function outcomeOf(campaignId: string, on = rm) {
  await on.settled(campaignId);
  const { body } = await on.request<{
    Job: { State: string; Outcome: string; FailureReason?: string; Calls: { Analysis?: AnalysisResult }[] };
  }>('GET', `/campaigns/${campaignId}/jobs/${(await jobOf(campaignId, on))._id}`);
  const { State, Outcome, FailureReason, Calls } = body.Job;
  expect(Calls).toHaveLength(1);
  return { State, Outcome, FailureReason, Analysis: Calls[0]?.Analysis };
}

describe('a call that is analysed', () => {
  it('completes its job when the objective is met, and shows what the campaign wants to know', async () => {
    const id = await begin({ AnalysisSchema: MoodSchema, CampaignObjectivePrompt: prompt });
    expect(await outcomeOf(id)).toEqual({
      State: 'completed',
      Outcome: 'completed',
      FailureReason: undefined,
      Analysis: { Status: 'succeeded', ObjectiveMet: true, Result: mood },
    });
    expect(await asked()).toMatchObject({ Questions: 2, ReAsks: 0 });
  });

  it('fails its job when the objective is not met, and keeps the analysis', async () => {
    await script({ ObjectiveMet: false });
    const id = await begin({ AnalysisSchema: MoodSchema, CampaignObjectivePrompt: prompt });
    expect(await outcomeOf(id)).toEqual({
      State: 'failed',
      Outcome: 'completed',
      FailureReason: 'objective_not_met',
      Analysis: { Status: 'succeeded', ObjectiveMet: false, Result: mood },
    });
  });

  it('asks only what the campaign wants to know', async () => {
    const objectiveOnly = await begin({ CampaignObjectivePrompt: prompt });
    expect((await outcomeOf(objectiveOnly)).Analysis).toEqual({ Status: 'succeeded', ObjectiveMet: true });
    const analysisOnly = await begin({ AnalysisSchema: MoodSchema });
    expect((await outcomeOf(analysisOnly)).Analysis).toEqual({ Status: 'succeeded', Result: mood });
    const nothing = await begin({ CampaignObjectivePrompt: ' ' });
    expect((await outcomeOf(nothing)).Analysis).toBeUndefined();
    const nobodyThere = await begin({ AnalysisSchema: MoodSchema, Constraints: { MaxAttempts: 1 } }, '81');
    expect(await outcomeOf(nobodyThere)).toMatchObject({
      State: 'failed',
      Outcome: 'no_answer',
      Analysis: undefined,
    });
    expect(await asked()).toMatchObject({ Questions: 2 });
  });

  it('an answer that does not fit is asked for again with its errors, twice at most', async () => {
    await script({ Analysis: 'misfits', Misfits: 2 });
    const id = await begin({ AnalysisSchema: MoodSchema });
    expect((await outcomeOf(id)).Analysis).toEqual({ Status: 'succeeded', Result: mood });
    expect(await asked()).toMatchObject({ Questions: 3, ReAsks: 2 });
  });

  it('an answer that never fits is a failed analysis, and the call is not lost', async () => {
    await script({ Analysis: 'never_fits' });
    const id = await begin({ AnalysisSchema: MoodSchema, CampaignObjectivePrompt: prompt });
    expect(await outcomeOf(id)).toEqual({
      State: 'completed',
      Outcome: 'completed',
      FailureReason: undefined,
      Analysis: {
        Status: 'failed',
        ObjectiveMet: true,
        Errors: [expect.stringMatching(/^analysis: the answer: .*object/)],
      },
    });
    expect(await asked()).toMatchObject({ Questions: 4, ReAsks: 2 });
  });

  it('an objective that nobody can tell is no success: the job fails as unknown, and the call and what is known are kept', async () => {
    await script({ Objective: 'refuses' });
    const id = await begin({ AnalysisSchema: MoodSchema, CampaignObjectivePrompt: prompt });
    expect(await outcomeOf(id)).toEqual({
      State: 'failed',
      Outcome: 'completed',
      FailureReason: 'objective_unknown',
      Analysis: { Status: 'failed', Errors: ['objective: the model refuses to answer'], Result: mood },
    });
  });

  it('without a transcript there is nothing to ask: only a job without an objective settles as its call did', async () => {
    await rm.simulator.set({ Transcripts: false });
    const [without, withOne] = [
      await begin({ AnalysisSchema: MoodSchema }),
      await begin({ AnalysisSchema: MoodSchema, CampaignObjectivePrompt: prompt }),
    ];
    const Analysis = { Status: 'failed', Errors: ['no transcript came from the provider'] };
    expect(await outcomeOf(without)).toMatchObject({ State: 'completed', Analysis });
    expect(await outcomeOf(withOne)).toMatchObject({
      State: 'failed',
      FailureReason: 'objective_unknown',
      Analysis,
    });
    expect(await asked()).toMatchObject({ Questions: 0 });
  });

  it('of a contact who called us leaves the job as it was, when nobody can judge it', async () => {
    await script({ Objective: 'refuses' });
    const [To, From] = ['+12025560199', '+12025570199'];
    const id = await rm.createCampaign({
      CallerID: To,
      InboundMode: 'lookup',
      CampaignObjectivePrompt: prompt,
      Constraints: { DisableJitter: true, NotBefore: '2100-01-01T00:00:00Z' },
    });
    await rm.importJobs(id, [From]);
    await rm.obey(id, 'start');
    const answer = await fetch(`${rm.simulator.url}/inbound-calls`, {
      method: 'POST',
      body: JSON.stringify({ From, To, URL: `${rm.url}/providers/http/inbound` }),
    });
    expect(await answer.json()).toMatchObject({ Action: 'accept' });
    await eventually(async () =>
      expect(await rm.store.calls.findOne({ CampaignID: id })).toMatchObject({
        Analysis: { Status: 'failed' },
      }),
    );
    await eventually(async () => expect((await jobOf(id)).State).toBe('created'));
  });
});

it('a transcript that comes long after the end of its call is analysed, and nothing stands still meanwhile', async () => {
  await rm.simulator.set({ Transcripts: false });
  const id = await begin({ AnalysisSchema: MoodSchema, MaxActiveCalls: 1 });
  const call = await eventually(async () => {
    const ended = await rm.store.calls.findOne({ CampaignID: id, EndedAt: { $exists: true } });
    if (!ended?.EndedAt) throw new Error('the call goes on');
    // Several times as long as an event is usually on its way.
    expect(Date.now() - ended.EndedAt.getTime()).toBeGreaterThan(5 * shortLimits.eventGraceMs);
    return ended;
  });
  expect((await jobOf(id)).State).toBe('analyzing');
  // It is looked for now and then, and has no worker's place in between.
  const { raw } = await rm.client.workflow.getHandle(call._id).describe();
  expect(raw.pendingActivities?.[0]?.attempt).toBeGreaterThan(1);
  const said = [{ Role: 'contact', Text: 'Gladly.' }];
  const late = { EndReason: 'completed', ConversationSeconds: 1, Transcript: said };
  expect(await rm.sendCallEnd(call._id, late)).toBe(204);
  expect(await outcomeOf(id)).toMatchObject({
    State: 'completed',
    Analysis: { Status: 'succeeded', Result: mood },
  });
});

it('while the analyst is away the job waits without a slot, and is analysed when it is back', async () => {
  await script({ Objective: 'away', Analysis: 'away' });
  const id = await begin({ AnalysisSchema: MoodSchema, MaxActiveCalls: 1 });
  await eventually(async () => expect((await asked()).Questions).toBeGreaterThan(1));
  const waiting = await jobOf(id);
  expect(waiting.State).toBe('analyzing');
  expect(waiting.Slot).toBeUndefined();
  await script({});
  expect(await outcomeOf(id)).toMatchObject({
    State: 'completed',
    Analysis: { Status: 'succeeded', Result: mood },
  });
});

it('an objective that was answered before the analyst went away counts as it was answered', async () => {
  await script({ Analysis: 'away' });
  const id = await begin({ AnalysisSchema: MoodSchema, CampaignObjectivePrompt: prompt });
  await eventually(async () => expect((await asked()).Questions).toBeGreaterThan(2));
  await script({ ObjectiveMet: false });
  expect(await outcomeOf(id)).toEqual({
    State: 'completed',
    Outcome: 'completed',
    FailureReason: undefined,
    Analysis: { Status: 'succeeded', ObjectiveMet: true, Result: mood },
  });
});

it('without an analyst the analysis fails and says what to configure, and no objective counts as met', async () => {
  const alone = await startRingmaster({ analyst: false });
  const Analysis = {
    Status: 'failed',
    Errors: [expect.stringMatching(/set ANALYST_URL and ANALYST_MODEL/) as string],
  };
  try {
    const without = await begin({ AnalysisSchema: MoodSchema }, '00', alone);
    expect(await outcomeOf(without, alone)).toMatchObject({ State: 'completed', Analysis });
    const withOne = await begin({ CampaignObjectivePrompt: prompt }, '01', alone);
    expect(await outcomeOf(withOne, alone)).toMatchObject({
      State: 'failed',
      FailureReason: 'objective_unknown',
      Analysis,
    });
  } finally {
    await alone.stop();
  }
});

it('a job whose analysis nobody carries out any more says so, and counts what was stored before', async () => {
  await script({ Objective: 'away' });
  const prompted = { CampaignObjectivePrompt: prompt };
  const [lost, stored] = [await begin(prompted), await begin(prompted)];
  for (const id of [lost, stored]) {
    await eventually(async () => expect((await jobOf(id)).State).toBe('analyzing'));
    await rm.client.workflow.getHandle((await jobOf(id)).AnalyzedCallID ?? '').terminate();
  }
  await rm.store.calls.updateOne(
    { CampaignID: stored },
    { $set: { Analysis: { Status: 'succeeded', ObjectiveMet: true } } },
  );
  for (const id of [lost, stored]) {
    // The audit looks at what has lasted for two minutes.
    await rm.store.jobs.updateOne({ CampaignID: id }, { $set: { UpdatedAt: new Date(0) } });
    await settleLostAnalyses(rm.activityDeps(), id, () => undefined);
  }
  expect(await outcomeOf(lost)).toMatchObject({
    State: 'failed',
    FailureReason: 'objective_unknown',
    Analysis: { Status: 'failed', Errors: [expect.stringMatching(/^the conversation was not analysed/)] },
  });
  expect(await outcomeOf(stored)).toMatchObject({ State: 'completed' });
});

describe('the analysing activity', () => {
  /** A settled call whose analysis is forgotten, so that a test can ask for it itself. */
  async function settledCall(data: Partial<CampaignData>): Promise<CallRef> {
    const id = await begin(data);
    await outcomeOf(id);
    const job = await jobOf(id);
    await rm.store.calls.updateOne({ JobID: job._id }, { $unset: { Analysis: '' } });
    return { CampaignID: id, JobID: job._id, Attempt: 1 };
  }
  const analyze = (ref: CallRef, through: (analyst: Analyst) => Analyst | undefined = (analyst) => analyst) =>
    // A failure is what a test looks for, and no news for its log.
    new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') }).run(
      rm.analyzingActivities(through).analyzeCall,
      ref,
    );
  const analysisOf = async ({ JobID }: CallRef) => (await rm.store.calls.findOne({ JobID }))?.Analysis;
  const overheard =
    (questions: AnalystQuestion[]) =>
    (analyst: Analyst): Analyst => ({
      ...analyst,
      ask: (question, stop) => {
        questions.push(structuredClone(question));
        return analyst.ask(question, stop);
      },
    });

  it('run again changes nothing and asks nobody', async () => {
    const ref = await settledCall({ CampaignObjectivePrompt: prompt });
    await analyze(ref);
    expect(await analysisOf(ref)).toEqual({ Status: 'succeeded', ObjectiveMet: true });
    const before = await jobOf(ref.CampaignID);
    await script({ ObjectiveMet: false });
    const questions: AnalystQuestion[] = [];
    await analyze(ref, overheard(questions));
    expect(questions).toEqual([]);
    expect(await analysisOf(ref)).toEqual({ Status: 'succeeded', ObjectiveMet: true });
    expect(await jobOf(ref.CampaignID)).toEqual(before);
  });

  it('compiles each schema once for all calls of a version, and the objective’s once for all', async () => {
    const Both = { AnalysisSchema: MoodSchema, CampaignObjectivePrompt: prompt };
    const [one, other] = [await settledCall(Both), await settledCall(Both)];
    const { analyzeCall } = rm.analyzingActivities((analyst) => analyst);
    const compile = jest.spyOn(AjvCore.prototype, 'compile');
    try {
      for (const ref of [one, one, one, other]) {
        await rm.store.calls.updateOne({ JobID: ref.JobID }, { $unset: { Analysis: '' } });
        await new MockActivityEnvironment().run(analyzeCall, ref);
        expect(await analysisOf(ref)).toEqual({ Status: 'succeeded', ObjectiveMet: true, Result: mood });
      }
      expect(compile).toHaveBeenCalledTimes(3);
    } finally {
      compile.mockRestore();
    }
  });

  it('of two that run at once the first answer stays', async () => {
    const ref = await settledCall({ CampaignObjectivePrompt: prompt });
    await Promise.all([
      analyze(ref),
      analyze(ref, (analyst) => ({
        ...analyst,
        ask: async () => {
          await eventually(async () => expect(await analysisOf(ref)).toBeDefined());
          return { kind: 'answered', text: '{"objectiveMet":false}' };
        },
      })),
    ]);
    expect(await analysisOf(ref)).toEqual({ Status: 'succeeded', ObjectiveMet: true });
  });

  it('sends the conversation, the filled prompt and the schema, and no phone number', async () => {
    const ref = await settledCall({ AnalysisSchema: MoodSchema, CampaignObjectivePrompt: prompt });
    await script({ Analysis: 'misfits' });
    const questions: AnalystQuestion[] = [];
    await analyze(ref, overheard(questions));
    const [objective, analysis, again] = questions;
    expect(questions).toHaveLength(3);
    expect(objective?.prompt).toContain('Did <value>Ada</value> agree to <value>tea</value>?');
    expect(objective?.prompt).toContain('Contact: Yes, go ahead.');
    expect(analysis).toMatchObject({ schema: MoodSchema, earlier: [] });
    expect(analysis?.prompt).not.toContain('agree to');
    expect(again?.earlier).toEqual([
      { answer: '"this is not what was asked for"', errors: [expect.stringContaining('object')] },
    ]);
    expect(JSON.stringify(questions)).not.toContain(numberEnding('00').slice(-7));
  });

  it('keeps to the version that the call was placed under', async () => {
    const ref = await settledCall({ AnalysisSchema: MoodSchema });
    const { body } = await rm.request<{ Campaign: { Name: string; Version: number; Data: CampaignData } }>(
      'GET',
      `/campaigns/${ref.CampaignID}`,
    );
    const { Name, Version, Data } = body.Campaign;
    const AnalysisSchema = { type: 'object', properties: { other: { const: 1 } }, required: ['other'] };
    const published = await rm.request(
      'PUT',
      `/campaigns/${ref.CampaignID}`,
      { Name, Data: { ...Data, AnalysisSchema } },
      { 'if-match': `"${Version}"` },
    );
    expect(published.status).toBe(200);
    await analyze(ref);
    expect(await analysisOf(ref)).toEqual({ Status: 'succeeded', Result: mood });
  });

  it('reads no conversation of a job whose personal data is to go', async () => {
    const ref = await settledCall({ AnalysisSchema: MoodSchema });
    await rm.store.jobs.updateOne({ _id: ref.JobID }, { $set: { State: 'deleting' } });
    const questions: AnalystQuestion[] = [];
    await analyze(ref, overheard(questions));
    expect(questions).toEqual([]);
    expect(await analysisOf(ref)).toBeUndefined();
    await rm.store.jobs.updateOne({ _id: ref.JobID }, { $set: { State: 'completed' } });
  });

  it('is run again by Temporal while the analyst is away, and says why without a word of the conversation', async () => {
    const ref = await settledCall({ AnalysisSchema: MoodSchema });
    await script({ Analysis: 'unknown_model' });
    await expect(analyze(ref)).rejects.toThrow(
      /^The analyst is away: status 404 \(model_not_found\): .*ANALYST_MODEL/,
    );
    expect(await analysisOf(ref)).toBeUndefined();
  });

  it.each([
    ['nothing but null', { type: ['object', 'null'], enum: [null] }, null],
    ['a list', { type: 'array', minItems: 1, items: { const: 'x' } }, ['x']],
    [
      "names that MongoDB's operators have",
      { type: 'object', properties: { $set: { const: '$a.b' }, 'a.b': { const: 1 } } },
      { $set: '$a.b', 'a.b': 1 },
    ],
  ])('keeps an answer that is %s as it is', async (_what, AnalysisSchema, result) => {
    const ref = await settledCall({ CampaignObjectivePrompt: prompt });
    await rm.store.campaigns.updateOne(
      { _id: ref.CampaignID },
      { $set: { 'Data.AnalysisSchema': AnalysisSchema } },
    );
    await rm.store.campaignVersions.deleteMany({ CampaignID: ref.CampaignID });
    await analyze(ref);
    expect(await analysisOf(ref)).toEqual({ Status: 'succeeded', ObjectiveMet: true, Result: result });
  });
});
