/** Finding a tool: several ways, in order, and one message when none of them works. */

export interface Way {
  name: string;
  /** The path of an executable that has been seen to run; throws with the reason when this way does not lead there. */
  attempt(): Promise<string>;
}

export interface Search {
  tool: string;
  /** The variable that makes the tool unnecessary, and what to put in it. */
  variable: string;
  example: string;
  ways: Way[];
}

export async function resolveTool({ tool, variable, example, ways }: Search): Promise<string> {
  const failures: string[] = [];
  for (const way of ways) {
    try {
      return await way.attempt();
    } catch (error) {
      failures.push(`  - ${way.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(
    `No ${tool} could be found or fetched. Tried:\n${failures.join('\n')}\n` +
      `Either put ${tool} on PATH, or set ${variable} to a server that runs already, for example ${variable}=${example}`,
  );
}
