/** Saves the results of each run under its date, so that changes over time can be seen. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../stack/processes/role';
import { say } from '../stack/tools/progress';
import { type Machine } from './machine';

interface Saved {
  size: 'quick' | 'full';
  machine: Machine;
}

/** @param about what was measured, if not everything */
export function save(results: Saved, text: string, about?: string): void {
  const folder = join(root, 'bench/results');
  mkdirSync(folder, { recursive: true });
  const name = [results.machine.date.slice(0, 10), results.size, about].filter(Boolean).join('-');
  const file = join(folder, name);
  writeFileSync(`${file}.md`, text);
  writeFileSync(`${file}.json`, `${JSON.stringify(results, null, 2)}\n`);
  console.log(text);
  say(`Written to ${file}.md and .json`);
}
