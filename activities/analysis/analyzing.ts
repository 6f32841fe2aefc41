/** Analyses a conversation that has ended: was the objective met, and what does the campaign want to know? */
import { ApplicationFailure } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { LRUCache } from 'lru-cache';
import {
  analysisQuestion,
  objectiveQuestion,
  type Question,
  wantsAnalysis,
  wantsObjective,
} from '../../domain/analysis/analysis';
import { type CompiledSchema, compileInSteps } from '../../domain/analysis/json-schema';
import { type CallRef, callId } from '../../domain/jobs/job';
import { type AnalyzedCall, loadAnalyzedCall, recordAnalysis } from '../../store/calls/analyses';
import { type AnalysisResult, type AnalysisSoFar, type Turn } from '../../store/mongodb/documents';
import { inTurns } from '../../store/mongodb/one-by-one';
import { endAnalyzedIfOptedOut } from '../../store/numbers/opted-out-calls';
import { loadTranscript } from '../../store/calls/calls';
import { Asking, type Found } from './asking-analyst';
import { type ActivityDeps } from '../ports/deps';
import { metOf, settleAnalyzed } from '../calls/settle-call';

/**
 * A transcript that comes in a separate event is waited for as long as a provider may repeat events: eighteen times an
 * event's usual delay, a minute and a half. A provider gives up after about a minute.
 */
const TRANSCRIPT_GRACES = 18;
/**
 * The first looks for a transcript are this fraction of an event's usual delay apart; later ones, half of the time that
 * has passed.
 */
const LOOKS_IN_A_GRACE = 10;
/** Many times more versions than are analysed at the same time; each may take a megabyte. */
const SCHEMAS_KEPT = 200;

type Objective = NonNullable<AnalysisSoFar['Objective']>;
/** Each version's schema is compiled once. */
type Compiled = LRUCache<string, Promise<CompiledSchema>, Question['schema']>;

export function createAnalyzingActivities(deps: ActivityDeps) {
  const compiled: Compiled = new LRUCache({
    max: SCHEMAS_KEPT,
    memoMethod: (_key, _stale, { context: schema }) => inTurns(compileInSteps(schema)),
  });
  return {
    /**
     * Asks the analyst about a call, stores the answer with the call, and settles the job. Throws while the analyst is
     * away or the transcript is missing. A retry keeps stored answers and asks only for the missing ones.
     */
    async analyzeCall(ref: CallRef): Promise<void> {
      const id = callId(ref);
      const analyzed = await loadAnalyzedCall(deps.store, id);
      // An opt-out that arrived as the job became `analyzing` is honoured now, not after the analyst's answer.
      if (analyzed) await endAnalyzedIfOptedOut(deps.store, { ...analyzed, now: deps.clock.date() });
      const stored =
        analyzed &&
        (analyzed.call.Analysis ??
          (await recordAnalysis(deps.store, id, await analyze(deps, compiled, analyzed))));
      await settleAnalyzed(deps, ref, { objectiveMet: stored?.ObjectiveMet });
    },
  };
}

async function analyze(
  deps: ActivityDeps,
  compiled: Compiled,
  { call, job, data }: AnalyzedCall,
): Promise<AnalysisResult> {
  const { analyst } = deps;
  if (!analyst)
    return { Status: 'failed', Errors: ['no analyst is configured: set ANALYST_URL and ANALYST_MODEL'] };
  const turns = await transcriptOf(deps, call._id, job.UpdatedAt);
  if (!turns) return { Status: 'failed', Errors: ['no transcript came from the provider'] };

  const asking = new Asking(deps, analyst, call._id, call.AnalysisSoFar ?? {});
  const answerTo = async (name: 'objective' | 'analysis', question: Question): Promise<Found> => {
    // The schema of the objective is the same for all.
    const key = name === 'objective' ? name : `${call.CampaignID}:${call.Version}`;
    const schema = await compiled.memo(key, { context: question.schema });
    return asking.untilItFits(question, schema);
  };
  const askObjective = async (): Promise<Objective> => {
    const values = { metadata: job.Metadata, data: job.Data };
    const { missing, ...question } = objectiveQuestion(data.CampaignObjectivePrompt ?? '', values, turns);
    if (missing.length > 0)
      deps.logger.warn({ callId: call._id, missing }, 'the objective prompt names values that the job lacks');
    const found = await answerTo('objective', question);
    const objective: Objective =
      found.kind === 'found'
        ? { Met: (found.value as { objectiveMet: boolean }).objectiveMet }
        : { Errors: found.errors };
    // If the next question breaks off, this one is not asked again.
    if (wantsAnalysis(data)) await asking.keep({ Objective: objective });
    return objective;
  };

  const objective = wantsObjective(data) ? (asking.objective ?? (await askObjective())) : undefined;
  const analysis = wantsAnalysis(data)
    ? await answerTo('analysis', analysisQuestion(data.AnalysisSchema, turns))
    : undefined;
  const errors = [
    ...errorsOf(objective).map((error) => `objective: ${error}`),
    ...(analysis?.kind === 'failed' ? analysis.errors : []).map((error) => `analysis: ${error}`),
  ];
  const answers = {
    ...metOf(objective),
    ...(analysis?.kind === 'found' ? { Result: analysis.value } : {}),
  };
  return errors.length > 0
    ? { Status: 'failed', Errors: errors, ...answers }
    : { Status: 'succeeded', ...answers };
}

const errorsOf = (objective: Objective | undefined): string[] =>
  objective && 'Errors' in objective ? objective.Errors : [];

/**
 * What was said; undefined when no transcript came in time after the call's end, at `since`. Throws while one may still
 * come: Temporal runs the activity again, and its place is free meanwhile.
 */
async function transcriptOf(
  { store, clock, limits }: ActivityDeps,
  id: string,
  since: Date,
): Promise<Turn[] | undefined> {
  const transcript = await loadTranscript(store, id);
  if (transcript && transcript.Turns.length > 0) return transcript.Turns;
  const waitedMs = clock.now() - since.getTime();
  const leftMs = TRANSCRIPT_GRACES * limits.eventGraceMs - waitedMs;
  if (leftMs <= 0) return undefined;
  throw ApplicationFailure.create({
    message: 'No transcript came yet: it is looked for again',
    nextRetryDelay: Math.ceil(
      Math.min(leftMs, Math.max(limits.eventGraceMs / LOOKS_IN_A_GRACE, waitedMs / 2)),
    ),
    // Expected, and not worth a log line each time.
    category: ApplicationFailureCategory.BENIGN,
  });
}
