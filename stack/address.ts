/** Where the API is to listen, looked at before anything is started. */
import { existsSync } from 'node:fs';
import { type StartConfig } from './config/config';
import { claimDataFolder } from './data-folder';
import { isPortFree } from './servers/ports';

/** Throws with the variable to set. */
export async function checkAddress({ host, port, dataDir }: StartConfig): Promise<void> {
  if (!(await isPortFree(0, host)))
    throw new Error(`HOST ${host} is no address of this machine: set HOST to one that is, like 127.0.0.1.`);
  if (await isPortFree(port, host)) return;
  // If it is Ringmaster itself on the same data, the claim says so, and which process.
  if (existsSync(dataDir)) claimDataFolder(dataDir).release();
  throw new Error(`PORT ${port} is in use by another program: set PORT to a free one.`);
}
