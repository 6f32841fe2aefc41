/** One record of a peer, and the request that places it. */

export interface Placement {
  batch: string;
  id: number;
}

export interface Outcome {
  Outcome: string;
}

export async function place(providerUrl: string, { batch, id }: Placement): Promise<Outcome> {
  const answer = await fetch(`${providerUrl}/place`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ batch, id }),
  });
  if (!answer.ok) throw new Error(`The placement of ${id} was answered ${answer.status}.`);
  return (await answer.json()) as Outcome;
}
