import {
  HEARTBEAT_EVERY_MS,
  importStateAt,
  importStates,
  PROGRESS_EVERY_MS,
  rowsPerSecond,
  SILENT_MS,
} from '../../domain/jobs/import-state';

const at = (ms: number): Date => new Date(1_000_000 + ms);

it('a running import has broken off once it was silent for 60 s, and not before', () => {
  const running = { State: 'running', StartedAt: at(0), UpdatedAt: at(5_000) } as const;
  const stateAt = (ms: number) => importStateAt(running, at(ms).getTime());
  expect([stateAt(5_000), stateAt(64_999), stateAt(65_000), stateAt(1e9)]).toEqual([
    'running',
    'running',
    'broken_off',
    'broken_off',
  ]);
});

it.each(importStates.filter((state) => state !== 'running'))('an import that is %s stays so', (State) => {
  expect(importStateAt({ State, StartedAt: at(0), UpdatedAt: at(0) }, at(1e9).getTime())).toBe(State);
});

it('a running import is heard of several times before its silence counts', () => {
  expect(SILENT_MS / HEARTBEAT_EVERY_MS).toBeGreaterThanOrEqual(5);
  expect(PROGRESS_EVERY_MS).toBeLessThan(HEARTBEAT_EVERY_MS);
});

it('the rate is that of the latest run, and finite from its first moment', () => {
  const times = { State: 'running', StartedAt: at(0), UpdatedAt: at(4_000) } as const;
  expect(rowsPerSecond(times, 100_000)).toBe(25_000);
  expect(rowsPerSecond({ ...times, UpdatedAt: at(0) }, 5)).toBe(5_000);
  expect(rowsPerSecond({ ...times, UpdatedAt: at(-10) }, 0)).toBe(0);
});
