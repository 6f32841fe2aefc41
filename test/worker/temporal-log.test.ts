import { Writable } from 'node:stream';
import pino from 'pino';
import { temporalLog } from '../../worker/temporal-log';

function logged(write: (log: ReturnType<typeof temporalLog>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  write(temporalLog(pino({ name: 'worker', level: 'trace' }, stream)));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

it('an activity that will be retried is one line, with its reason and without a stack', () => {
  const error = new Error('The provider did not answer');
  const [line, ...others] = logged((log) => {
    log.warn('Activity failed', { error, activityId: '1' });
  });
  expect(others).toEqual([]);
  expect(line).toMatchObject({
    name: 'worker',
    level: pino.levels.values['warn'],
    msg: 'Activity failed',
    activityId: '1',
    reason: 'Error: The provider did not answer',
  });
  expect(JSON.stringify(line)).not.toContain('    at ');
});

it('an error keeps its stack, and what is only of use to the SDK’s authors is left out', () => {
  const lines = logged((log) => {
    log.debug('noise');
    log.error('Worker failed', { error: new Error('why') });
  });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ level: pino.levels.values['error'], err: { message: 'why' } });
  expect(JSON.stringify(lines)).toContain('    at ');
});
