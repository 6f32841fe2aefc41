/** The rows in the order in which they run: those with small databases first, and last those that leave a big one. */
import { type Bench } from '../bench';
import { type Measured } from '../measured';
import { claim } from './claim';
import { cost } from './cost';
import { dispatch } from './dispatch';
import { end } from './end';
import { fairness } from './fairness';
import { growth } from './growth';
import { handOver } from './hand-over';
import { history } from './history';
import { idle } from './idle';
import { inbound } from './inbound';
import { jobExport } from './job-export';
import { jobImport } from './job-import';
import { metrics } from './metrics';
import { moves } from './moves';
import { pausing } from './pausing';
import { roundTrip } from './round-trip';
import { spread } from './spread';
import { twoWorkers } from './two-workers';
import { waking } from './waking';

export interface Row {
  name: string;
  measure(bench: Bench, setDetail: (detail: string) => void): Promise<Measured[]>;
}

export const rows: Row[] = [
  { name: 'round-trip', measure: roundTrip },
  { name: 'moves', measure: moves },
  { name: 'hand-over', measure: handOver },
  { name: 'history', measure: history },
  { name: 'waking', measure: waking },
  { name: 'two-workers', measure: twoWorkers },
  { name: 'pausing', measure: pausing },
  { name: 'spread', measure: spread },
  { name: 'claim', measure: claim },
  { name: 'metrics', measure: metrics },
  { name: 'inbound', measure: inbound },
  { name: 'import', measure: jobImport },
  { name: 'export', measure: jobExport },
  { name: 'end', measure: end },
  { name: 'dispatch', measure: dispatch },
  { name: 'cost', measure: cost },
  { name: 'fairness', measure: fairness },
  { name: 'growth', measure: growth },
  { name: 'idle', measure: idle },
];
