import { type TranscriptDocument } from '../mongodb/documents';
import { type Store } from '../mongodb/mongo';

/** Keeps what was said in a call. The first report stays: a repeated event changes nothing. */
export async function recordTranscript(store: Store, transcript: TranscriptDocument): Promise<void> {
  const { _id, ...fields } = transcript;
  await store.transcripts.updateOne({ _id }, { $setOnInsert: fields }, { upsert: true });
}

export const loadTranscript = (store: Store, callId: string): Promise<TranscriptDocument | null> =>
  store.transcripts.findOne({ _id: callId });
