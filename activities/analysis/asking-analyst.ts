/**
 * One question of an analysis, asked until its answer fits the schema. Paid answers are kept with the call, so a retry
 * continues where the last run broke off.
 */
import { ApplicationFailure, heartbeat } from '@temporalio/activity';
import {
  ANSWER_LIMIT,
  askLostAgainAfterMs,
  judgeAnswer,
  MOST_REASKS,
  type Question,
} from '../../domain/analysis/analysis';
import { type CompiledSchema } from '../../domain/analysis/json-schema';
import { isAnyOut } from '../../domain/providers/providers';
import { recordAnalysisSoFar } from '../../store/calls/analyses';
import { type AnalysisSoFar } from '../../store/mongodb/documents';
import { type Analyst, type AnalystAnswer, type AnalystQuestion } from '../ports/analyst';
import { type ActivityDeps } from '../ports/deps';

export type Found = { kind: 'found'; value: unknown } | { kind: 'failed'; errors: string[] };

/** How much of an answer that is too long the analyst is shown again: enough to recognise it. */
const QUOTED = 1_000;

/** An endpoint's delay is obeyed from here on; the activity's own retries soon wait longer than a shorter one. */
const LEAST_DELAY_MS = 10_000;

export class Asking {
  constructor(
    private readonly deps: ActivityDeps,
    private readonly analyst: Analyst,
    private readonly callId: string,
    private soFar: AnalysisSoFar,
  ) {}

  get objective(): AnalysisSoFar['Objective'] {
    return this.soFar.Objective;
  }

  /** Stores what was found, for this question or an earlier one. */
  async keep(soFar: AnalysisSoFar): Promise<void> {
    this.soFar = soFar;
    await recordAnalysisSoFar(this.deps.store, this.callId, soFar);
  }

  /** Asks, and asks again with the errors; throws while the analyst is away. */
  async untilItFits(question: Question, schema: CompiledSchema): Promise<Found> {
    if (schema.kind === 'refused')
      return { kind: 'failed', errors: ['the schema cannot be used: publish the campaign with another one'] };
    for (;;) {
      const misfits = this.soFar.Misfits ?? [];
      const earlier = misfits.map(({ Answer, Errors }) => ({ answer: Answer, errors: Errors }));
      const answer = await this.ask({ ...question, earlier });
      if (answer.kind === 'refused') return { kind: 'failed', errors: [answer.reason] };
      const { text } = answer;
      const verdict = judgeAnswer(text, (value) => schema.check(value));
      if (verdict.kind === 'fits') return { kind: 'found', value: verdict.value };
      if (misfits.length >= MOST_REASKS) return { kind: 'failed', errors: verdict.errors };
      const Answer = text.length > ANSWER_LIMIT ? text.slice(0, QUOTED) : text;
      const { Lost: _arrived, ...others } = this.soFar;
      await this.keep({ ...others, Misfits: [...misfits, { Answer, Errors: verdict.errors }] });
    }
  }

  private async ask(question: AnalystQuestion): Promise<Exclude<AnalystAnswer, { kind: 'away' }>> {
    const { health, providerStates, stopping } = this.deps;
    const { name } = this.analyst;
    // A question takes up to a minute, and a dead worker must be noticed before all of them end.
    heartbeat();
    if (isAnyOut(await providerStates([name]), [name]))
      throw new Error('The analyst is paused: the conversation is analysed when it resumes');
    const answer = await this.analyst.ask(question, stopping);
    if (answer.kind !== 'away') {
      health.record(name, 'ok');
      return answer;
    }
    // A question that we aborted says nothing about the analyst.
    if (!stopping.aborted) {
      health.record(name, 'failed', answer.reason);
      this.tell(answer);
    }
    throw ApplicationFailure.create({
      message: `The analyst is away: ${answer.reason}`,
      nextRetryDelay: await this.nextDelay(answer),
    });
  }

  private tell({ reason, misconfigured }: Extract<AnalystAnswer, { kind: 'away' }>): void {
    const about = { callId: this.callId, reason };
    if (misconfigured) this.deps.logger.error(about, 'the analyst cannot answer as it is configured');
    else this.deps.logger.warn(about, 'the analyst is away');
  }

  /** When to ask again, in ms; undefined: by the activity's retry policy. */
  private async nextDelay(away: Extract<AnalystAnswer, { kind: 'away' }>): Promise<number | undefined> {
    const { retryAfterMs = 0 } = away;
    let lostMs = 0;
    if (away.lost) {
      const Lost = (this.soFar.Lost ?? 0) + 1;
      await this.keep({ ...this.soFar, Lost });
      lostMs = askLostAgainAfterMs(Lost) ?? 0;
    }
    const waitMs = Math.max(retryAfterMs, lostMs);
    // A shorter delay would replace the growing delays of the retry policy.
    return waitMs < LEAST_DELAY_MS ? undefined : waitMs;
  }
}
