/** Counts what rows of a file would become. */
import { type DialRules } from '../../domain/dialling/dial-rules';
import { calleeZones } from '../../domain/dialling/callee-zones';
import { dialForecast } from '../../domain/dialling/dial-forecast';
import { countryOfNumber } from '../../domain/numbers/country';
import { type JobDocument, type NumberDocument } from '../../store/mongodb/documents';
import { ForecastTally } from '../campaigns/forecast-tally';
import { withoutCarriageReturn } from '../files/csv-record';
import { type RowFault } from '../files/row';
import { shortened } from '../json/fault';
import { type Preview } from './preview-answer';
import { presentInput } from './job-presenter';

/** They fit a screen. */
const MOST_KINDS = 20;
const MOST_EXAMPLES = 3;
const MOST_EXAMPLE_CHARACTERS = 200;
const MOST_JOBS = 10;

/** A row as an example shows it: without the rest of its line end, which no cell holds. */
export const shownOf = (raw: string): string =>
  shortened(withoutCarriageReturn(raw), MOST_EXAMPLE_CHARACTERS);

/** Faults by kind: a place and a message, whatever numbers and names are in it. */
export class FaultKinds {
  private readonly kinds = new Map<string, Preview['Faults'][number]>();

  add(line: number, raw: string, faults: readonly RowFault[]): void {
    for (const { Field, Message } of faults) {
      const key = `${Field} ${Message.replaceAll(/"[^"]*"|\d+/g, '…')}`;
      const kind = this.kinds.get(key) ?? { Field, Message, Rows: 0, Examples: [] };
      this.kinds.set(key, kind);
      kind.Rows += 1;
      if (kind.Examples.length < MOST_EXAMPLES) kind.Examples.push({ Line: line, Row: shownOf(raw) });
    }
  }

  result(): Preview['Faults'] {
    return [...this.kinds.values()].toSorted((a, b) => b.Rows - a.Rows).slice(0, MOST_KINDS);
  }
}

type JobCounts = Pick<
  Preview,
  'Jobs' | 'Countries' | 'UnknownZone' | 'Now' | 'Within24Hours' | 'Later' | 'Never' | 'Reasons'
>;

/** Jobs that would be stored. */
export class PreviewedJobs {
  private readonly shown: Preview['Jobs'] = [];
  private readonly countries = new Map<string, Preview['Countries'][number]>();
  private readonly forecasts: ForecastTally;
  private unknownZone = 0;

  constructor(
    private readonly rules: DialRules,
    private readonly nowMs: number,
  ) {
    this.forecasts = new ForecastTally(nowMs);
  }

  add(job: JobDocument, line: number, number: NumberDocument | undefined): void {
    if (this.shown.length < MOST_JOBS) this.shown.push({ Line: line, Job: presentInput(job) });
    const { callingCode, country } = countryOfNumber(job.ContactPhoneNumber);
    const key = country ?? callingCode;
    const known = this.countries.get(key) ?? {
      ...(country === undefined ? {} : { Country: country }),
      CallingCode: callingCode,
      Jobs: 0,
    };
    known.Jobs += 1;
    this.countries.set(key, known);
    const { zones } = calleeZones(this.rules.constraintsFor(job), job, this.nowMs);
    if (zones.length === 0) this.unknownZone += 1;
    this.forecasts.add(dialForecast(this.rules, job, number, this.nowMs));
  }

  result(): JobCounts {
    const { Examined: _, ...forecasts } = this.forecasts.result();
    return {
      Jobs: this.shown,
      Countries: [...this.countries.values()].toSorted((a, b) => b.Jobs - a.Jobs),
      UnknownZone: this.unknownZone,
      ...forecasts,
    };
  }
}
