/** The results of the comparison as a table for people. */
import { type Machine } from '../machine';
import { sum } from '../statistics';
import { type Killed, type Undisturbed } from './measure';
import { CAP } from './side';
import { KILLS } from './sizes';

export interface PeerMachine extends Machine {
  redis: string;
  bullmq: string;
}

export interface PeerResult {
  name: string;
  note: string;
  undisturbed: Undisturbed[];
  killed?: Killed;
  /** Why it could not be measured to the end. */
  failure?: string;
}

export interface PeerResults {
  size: 'quick' | 'full';
  records: number;
  machine: PeerMachine;
  seconds: number;
  sides: PeerResult[];
}

interface Column {
  title: string;
  /** Undefined: not measured. */
  value(side: PeerResult): number | undefined;
  digits: number;
  best: 'least' | 'most';
}

export function markdown(results: PeerResults): string {
  const { size, records, machine, seconds, sides } = results;
  const columns = columnsFor(records);
  return [
    `# Beside its peers, ${size}, ${machine.date.slice(0, 10)}`,
    '',
    `Commit ${machine.commit}. ${machine.cpu}, ${machine.memoryGiB} GiB, ${machine.system}. Node ${machine.node}, ` +
      `Temporal ${machine.temporal} (development server, in memory), SDK ${machine.temporalSdk}, MongoDB ${machine.mongodb} ` +
      `(replica set of one), Redis ${machine.redis}, BullMQ ${machine.bullmq}. Took ${Math.round(seconds)} s; ` +
      `load average before it ${machine.loadBefore}.`,
    '',
    `The same work for each: ${records.toLocaleString('en')} records, ${CAP} at a time, for each an HTTP request that places it and an outcome that is stored. ` +
      `Then again with the worker killed (SIGKILL) ${KILLS} times in the middle and started again at once. The best of each column is bold. ` +
      'Only what one run says compares: all share the cores of one machine. A rate of hundreds a second is from a run of seconds: of it only the size counts.',
    '',
    cells(['', ...columns.map(({ title }) => title)]),
    cells(['---', ...columns.map(() => '---:')]),
    ...sides.map((side, i) =>
      cells([`${side.name} (${i + 1})`, ...columns.map((column) => shown(column, side, sides))]),
    ),
    '',
    ...sides.flatMap(({ name, failure }) =>
      failure === undefined ? [] : [`- **${name}** could not be measured to the end: ${failure}`, ''],
    ),
    ...sides.map(({ note }, i) => `${i + 1}. ${note}`),
    '',
    'What the table does not say: the Temporal server keeps everything in memory here, so the two that use it pay for no disk but MongoDB’s, and a server on a database is slower. ' +
      'What kills cost is mostly waiting, which does not grow with the records: for a lock and the look after it (BullMQ, 30 s each), for the limit of an activity (sliding window, 5 s), ' +
      'or for that of a placement and for a dispatcher that has stopped reporting (Ringmaster, 20 s and 5 s). ' +
      'Placed twice are records that the provider was asked for twice: one that knows records by an id can refuse the second request, a carrier without such ids rings twice. ' +
      'Lost is a record without its outcome when nothing has changed for two minutes.',
    '',
  ].join('\n');
}

const columnsFor = (records: number): Column[] => [
  {
    title: 'records a second',
    value: ({ undisturbed }) =>
      ifAny(undisturbed, (runs) => (records * runs.length) / sum(runs.map(({ seconds }) => seconds))),
    digits: 1,
    best: 'most',
  },
  {
    title: 'CPU per record, ms',
    value: ({ undisturbed }) =>
      ifAny(undisturbed, (runs) => sum(runs.map(({ cpuMs }) => cpuMs)) / (records * runs.length)),
    digits: 2,
    best: 'least',
  },
  {
    title: `records a second with ${KILLS} kills`,
    value: ({ killed }) => killed && killed.stored / killed.seconds,
    digits: 1,
    best: 'most',
  },
  { title: 'placed twice', value: ({ killed }) => killed?.placedTwice, digits: 0, best: 'least' },
  { title: 'lost', value: ({ killed }) => killed?.lost, digits: 0, best: 'least' },
];

const ifAny = <T>(values: T[], of: (values: T[]) => number): number | undefined =>
  values.length === 0 ? undefined : of(values);

/** Values that look equal are all the best one: the digits that are not shown are noise. */
function shown({ value, digits, best }: Column, side: PeerResult, sides: PeerResult[]): string {
  const text = value(side)?.toFixed(digits);
  if (text === undefined) return '';
  const all = sides.map((one) => value(one)?.toFixed(digits)).flatMap((one) => one ?? []);
  const winner = (best === 'least' ? Math.min : Math.max)(...all.map(Number));
  return Number(text) === winner ? `**${text}**` : text;
}

const cells = (values: string[]): string => `| ${values.join(' | ')} |`;
