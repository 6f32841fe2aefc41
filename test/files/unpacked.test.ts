import { once } from 'node:events';
import { createGzip, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { UnpackedFile } from '../../api/files/unpacked';
import { Problem } from '../../api/http/problems';

/** Where the reading of a file stands. */
interface Source {
  given: number;
  isFreed: boolean;
}

async function* inPieces(
  bytes: Buffer,
  size: number,
  source: Source = { given: 0, isFreed: false },
): AsyncGenerator<Buffer> {
  try {
    for (let from = 0; from < bytes.length; from += size) {
      const piece = bytes.subarray(from, from + size);
      source.given += piece.length;
      yield piece;
    }
  } finally {
    source.isFreed = true;
  }
}

async function read(file: UnpackedFile): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of file) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function refusal(file: UnpackedFile): Promise<[number, string]> {
  try {
    await read(file);
  } catch (error) {
    if (error instanceof Problem) return [error.status, error.detail];
    throw error;
  }
  throw new Error('nothing was refused');
}

const MiB = 1024 * 1024;
const encodings = [undefined, '', 'identity', 'gzip', 'X-GZIP', ' gzip '];

it('a packed file comes out as it was, whatever its members, its pieces and its header', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(1, 2, 3, 17, 1_000),
      fc.constantFrom(...encodings),
      async (members, size, encoding) => {
        const packed = Buffer.concat(members.map((member) => gzipSync(member)));
        const file = new UnpackedFile(inPieces(packed, size), encoding);
        expect(await read(file)).toEqual(Buffer.concat(members));
        expect(file.wasPacked).toBe(true);
      },
    ),
  );
});

it('another file passes untouched, piece by piece', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 100 }).filter(([first, second]) => first !== 0x1f || second !== 0x8b),
      fc.constantFrom(1, 2, 3, 1_000),
      fc.constantFrom(undefined, '', 'identity', 'Identity'),
      async (bytes, size, encoding) => {
        const file = new UnpackedFile(inPieces(Buffer.from(bytes), size), encoding);
        expect(file.wasPacked).toBeUndefined();
        expect(await read(file)).toEqual(Buffer.from(bytes));
        expect(file.wasPacked).toBe(false);
      },
    ),
  );
  // None of them is copied.
  const bytes = Buffer.from('ContactPhoneNumber\n+14155550100\n');
  for await (const piece of new UnpackedFile(inPieces(bytes, 8), undefined)) {
    expect(piece.buffer).toBe(bytes.buffer);
  }
});

it.each(['br', 'deflate', 'zstd', 'gzip, gzip', 'identity, gzip'])(
  'the encoding %s is refused before anything is read',
  (encoding) => {
    const source = { given: 0, isFreed: false };
    const opening = (): unknown => new UnpackedFile(inPieces(Buffer.from('a'), 1, source), encoding);
    expect(opening).toThrow(Problem);
    expect(opening).toThrow(/gzip alone is read/);
    expect(source.given).toBe(0);
  },
);

it.each(['', 'a', 'ContactPhoneNumber\n'])(
  'a body that is said to be packed and is %j is refused',
  async (text) => {
    const file = new UnpackedFile(inPieces(Buffer.from(text), 1), 'gzip');
    expect(await refusal(file)).toEqual([400, expect.stringMatching(/^Content-Encoding: says gzip/)]);
  },
);

describe('broken gzip data are refused, in pieces of any size', () => {
  const text = 'ContactPhoneNumber\n'.repeat(100);
  const packed = gzipSync(text);
  const flipped = Buffer.from(packed);
  flipped.writeUInt8((flipped[30] ?? 0) ^ 0xff, 30);
  const wrongCheck = Buffer.from(packed);
  wrongCheck.writeUInt8((wrongCheck.at(-8) ?? 0) ^ 1, packed.length - 8);
  it.each<[string, Buffer]>([
    ['cut', packed.subarray(0, -1)],
    ['cut after the first bytes', packed.subarray(0, 2)],
    ['cut in the second member', Buffer.concat([packed, packed.subarray(0, 20)])],
    ['flipped', flipped],
    ['with another checksum', wrongCheck],
    ['with garbage after the end', Buffer.concat([packed, Buffer.from('garbage')])],
    ['with a zero and another member after the end', Buffer.concat([packed, Buffer.alloc(1), packed])],
    ['with text after the end', Buffer.concat([packed, Buffer.from(text)])],
  ])('%s', async (_what, bytes) => {
    for (const size of [1, 7, packed.length, 10_000]) {
      expect(await refusal(new UnpackedFile(inPieces(bytes, size), undefined))).toEqual([
        400,
        'body: the gzip data are broken or cut; pack the file again, or send it unpacked',
      ]);
    }
  });
});

it('a broken connection is told as it is, also when the file is packed', async () => {
  async function* breaking(): AsyncGenerator<Buffer> {
    yield gzipSync('a').subarray(0, 12);
    throw new Problem('invalid-request', 'The connection broke');
  }
  expect(await refusal(new UnpackedFile(breaking(), 'gzip'))).toEqual([400, 'The connection broke']);
});

it('a bomb is refused after 16 MiB, and no more of it is received than was unpacked', async () => {
  const gzip = createGzip({ level: 9 });
  const packed: Buffer[] = [];
  gzip.on('data', (piece: Buffer) => packed.push(piece));
  for (let i = 0; i < 200; i += 1) if (!gzip.write(Buffer.alloc(MiB))) await once(gzip, 'drain');
  gzip.end();
  await once(gzip, 'end');
  const source = { given: 0, isFreed: false };
  const bytes = Buffer.concat(packed);
  const file = new UnpackedFile(inPieces(bytes, 1_024, source), undefined);
  let unpacked = 0;
  const reading = async (): Promise<void> => {
    for await (const piece of file) unpacked += piece.length;
  };
  await expect(reading()).rejects.toMatchObject({
    status: 413,
    detail: expect.stringMatching(/100 times its size/) as string,
  });
  expect(unpacked).toBeGreaterThan(15 * MiB);
  expect(unpacked).toBeLessThanOrEqual(16 * MiB);
  expect(source.given).toBeLessThan(bytes.length / 2);
});

it.each([
  ['packed', true],
  ['plain', false],
])('a reader that stops early frees a %s source', async (_what, isPacked) => {
  // What does not pack, so that there is more to receive than any buffer holds.
  const bytes = Buffer.from(Array.from({ length: 4 * MiB }, (_, i) => (i * i * 31 + (i >> 7)) & 0xff));
  const source = { given: 0, isFreed: false };
  const file = new UnpackedFile(inPieces(isPacked ? gzipSync(bytes) : bytes, 1_024, source), undefined);
  for await (const piece of file) {
    expect(piece.length).toBeGreaterThan(0);
    break;
  }
  // Within the next turns, because the engine works beside us.
  for (let turn = 0; turn < 100 && !source.isFreed; turn += 1) await new Promise(setImmediate);
  expect(source.isFreed).toBe(true);
  expect(source.given).toBeLessThan(MiB);
});
