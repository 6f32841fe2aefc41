/** What is compared: a way to place every record of a batch, at most `cap` at a time, and to store each outcome. */
import { type Servers } from '../servers';
import { type PeerProvider } from './provider';

/** As a small campaign has: enough that the machine is never idle for want of work. */
export const CAP = 20;

export interface World {
  servers: Servers;
  provider: PeerProvider;
  redisServer: string;
}

export interface Contender {
  name: string;
  /** How it does the work. */
  note: string;
  start(world: World): Promise<Side>;
}

export interface Side {
  /** Processes that take part in the work, but for the load generator and the provider. */
  pids(): number[];
  /** Puts records where the worker finds them once it begins. */
  prepare(records: number): Promise<Batch>;
  /** Ends the worker by SIGKILL and starts another one. */
  killWorker(): Promise<void>;
  /** Throws when a process has ended that was not told to. */
  assertRunning(): void;
  stop(): Promise<void>;
}

export interface Batch {
  begin(): Promise<void>;
  progress(): Promise<Progress>;
  /** Different records that the provider was asked to place. */
  placed(): Promise<number>;
  /** Records that it was asked to place more than once. */
  placedTwice(): Promise<number>;
  /** By the stored times, so that rare looks cost no precision. */
  lastStoredAt(): Promise<Date>;
  /** Called when nothing more is measured. */
  end(): Promise<void>;
}

export interface Progress {
  /** Records whose outcome is stored. */
  stored: number;
  /** Records that were given up without it. */
  failed: number;
}
