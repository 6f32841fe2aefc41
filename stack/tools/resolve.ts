/** Finds a tool: several ways, in order, and one message when none of them works. */
import { NotOffered, releaseOf } from './version';

export interface Way {
  name: string;
  /** The path of an executable that was run once as a check; throws the reason when this way fails. */
  attempt(): Promise<string>;
}

/** Data that only the version that wrote it may open. */
export interface KeptData {
  /** Where it is. */
  path: string;
  /** The server that wrote it, by the name that people use. */
  product: string;
  writtenBy: string;
}

export interface Search {
  tool: string;
  /** The variable that makes the tool unnecessary, and what to put in it. */
  variable: string;
  example: string;
  ways: Way[];
  data?: KeptData | undefined;
}

/** Every way to the tool failed. */
export class NoTool extends Error {
  /**
   * @param finding what is missing, and each way with its reason; whole lines
   * @param isCertain no way has such a tool. Else one has, and could not be used this time: offline, or a slow disk.
   */
  constructor(
    readonly finding: string,
    advice: string,
    readonly isCertain: boolean,
  ) {
    super(`${finding}${advice}`);
  }
}

/** Throws `NoTool` when every way fails. */
export async function resolveTool({ tool, variable, example, ways, data }: Search): Promise<string> {
  const failures: string[] = [];
  let isCertain = true;
  for (const way of ways) {
    try {
      return await way.attempt();
    } catch (error) {
      isCertain &&= error instanceof NotOffered;
      failures.push(`  - ${way.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const tried = `Tried:\n${failures.join('\n')}\n`;
  if (data !== undefined)
    throw new NoTool(
      `${data.path} was written by ${data.product} ${data.writtenBy}, and no ${tool} that may open it could be found or ` +
        `fetched. ${tried}`,
      `Either put a ${tool} of ${data.product} ${releaseOf(data.writtenBy)} on PATH, or set ` +
        'RINGMASTER_DATA_DIR to another folder, or begin with nothing: npm run reset. docs/runbook.md says how to ' +
        'bring the data to another version.',
      isCertain,
    );
  throw new NoTool(
    `No ${tool} could be found or fetched. ${tried}`,
    `Either put ${tool} on PATH, or set ${variable} to a server that runs already, for example ${variable}=${example}`,
    isCertain,
  );
}
