/** The results as a table for people. */
import { isMet, type Measured } from './measured';
import { type Machine } from './machine';

export interface Results {
  size: 'quick' | 'full';
  /** The one row that was asked for. */
  only?: string;
  machine: Machine;
  seconds: number;
  measured: Measured[];
  /** Rows that could not be measured, and why. */
  failures: { row: string; reason: string }[];
}

export function markdown({ size, machine, seconds, measured, failures }: Results): string {
  const lines = measured.map((one, i) =>
    cells([
      one.work,
      one.ours,
      one.raw,
      ratioOf(one),
      barOf(one),
      verdict(one),
      one.note ? String(i + 1) : '',
    ]),
  );
  const notes = measured.flatMap(({ note }, i) => (note ? [`${i + 1}. ${note}`] : []));
  const failed = failures.map(({ row, reason }) => `- **${row}** could not be measured: ${reason}`);
  return [
    `# Bench, ${size}, ${machine.date.slice(0, 10)}`,
    '',
    `Commit ${machine.commit}. ${machine.cpu}, ${machine.memoryGiB} GiB, ${machine.system}. Node ${machine.node}, ` +
      `Temporal ${machine.temporal} (development server, in memory), SDK ${machine.temporalSdk}, MongoDB ${machine.mongodb} ` +
      `(replica set of one). Took ${Math.round(seconds)} s; load average before it ${machine.loadBefore}.`,
    '',
    'Only ratios within one run compare: servers, load generator and other work on the machine share its cores, so ' +
      'absolute figures move with its load. A few percent of a ratio are noise, and more of them on a busy machine.',
    ...(size === 'quick'
      ? ['', 'A quick run is smaller than what the bars are set for, and leaves memory to the full one.']
      : []),
    '',
    cells(['work', 'ours', 'raw', 'ratio', 'bar', 'met', 'note']),
    cells(Array.from({ length: 7 }, () => '---')),
    ...lines,
    '',
    ...(failed.length > 0 ? [...failed, ''] : []),
    ...notes,
    '',
  ].join('\n');
}

const cells = (values: string[]): string => `| ${values.join(' | ')} |`;

const ratioOf = ({ unit, value }: Measured): string => (unit === 'ratio' ? value.toFixed(2) : '');

function barOf({ bar, unit }: Measured): string {
  const suffix = unit === 'ratio' ? '×' : ` ${unit}`;
  return 'atMost' in bar ? `≤ ${bar.atMost}${suffix}` : `≥ ${bar.atLeast}${suffix}`;
}

function verdict(measured: Measured): string {
  if (isMet(measured)) return 'yes';
  const { bar, value, unit } = measured;
  const limit = 'atMost' in bar ? bar.atMost : bar.atLeast;
  const by = Math.abs(value - limit);
  if (limit === 0 || unit === 'standard errors') return `no, by ${by.toFixed(1)} ${unit}`;
  return `no, by ${Math.ceil((by / limit) * 100)} %`;
}
