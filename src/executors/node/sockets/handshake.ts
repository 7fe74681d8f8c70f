/**
 * The first frames of a connection: each side proves that it knows the secret, and neither sends it.
 *
 *     executor → controller    HELLO    version, challenge
 *     controller → executor    PROOF    challenge, HMAC-SHA-256(secret, "controller", both challenges)
 *     executor → controller    WELCOME  HMAC-SHA-256(secret, "executor", both challenges)
 *
 * A challenge is 32 random bytes. The role is in the HMAC so that no side can send the other's proof
 * back. Either side may send REFUSAL instead, with its reason as text, and close the connection.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { InvalidArgumentError } from '../../../source/index.ts';
import { ProtocolError } from '../../protocol.ts';
import { type Address, printAddress } from './address.ts';

/** Most bytes of a frame of the handshake. */
export const HANDSHAKE_LIMIT = 256;

const VERSION = 1;
const LABEL = `kaleidoscope executor ${VERSION} `;
const CHALLENGE_BYTES = 32;
const PROOF_BYTES = 32;
/** Whoever sees a handshake can try secrets at leisure, so a secret must be too long to be found. */
const LEAST_SECRET = 16;

const HELLO = 1;
const PROOF = 2;
const WELCOME = 3;
const REFUSAL = 4;

/** What both sides know. */
export type Secret = string | Uint8Array;

/** Yields frames to send, or undefined, and takes the frames that come. Throws ProtocolError. */
export type Handshake = Generator<Uint8Array | undefined, Uint8Array | undefined, Uint8Array>;

/** The other side has said why it goes no further. */
export class HandshakeRefusedError extends ProtocolError {}

/**
 * The key of the proofs.
 *
 * @throws InvalidArgumentError for a secret that is too short, or missing where the address is no file,
 * whose permissions would do.
 */
export function keyOf(secret: Secret | undefined, address: Address): Uint8Array {
  if (secret === undefined && address.kind === 'unix') return new Uint8Array();
  if (secret === undefined) {
    throw new InvalidArgumentError(`${printAddress(address)} needs a secret`);
  }
  const key = typeof secret === 'string' ? new TextEncoder().encode(secret) : secret;
  if (key.length < LEAST_SECRET) {
    throw new InvalidArgumentError(
      `the secret has ${key.length} bytes: it needs at least ${LEAST_SECRET}`,
    );
  }
  return key;
}

/** The executor's side. */
export function* admitController(key: Uint8Array): Handshake {
  const challenge = randomBytes(CHALLENGE_BYTES);
  const answer = fieldsOf(yield frameOf(HELLO, new Uint8Array([VERSION]), challenge), PROOF, [
    CHALLENGE_BYTES,
    PROOF_BYTES,
  ]);
  const challenges = [challenge, answer[0]!]; // as many fields as sizes
  if (!timingSafeEqual(answer[1]!, proofOf('controller', key, challenges))) {
    throw new ProtocolError('the controller has another secret');
  }
  return frameOf(WELCOME, proofOf('executor', key, challenges));
}

/** The controller's side. */
export function* meetExecutor(key: Uint8Array): Handshake {
  const hello = fieldsOf(yield undefined, HELLO, [1, CHALLENGE_BYTES]);
  const version = hello[0]![0]; // one byte
  if (version !== VERSION) {
    throw new ProtocolError(
      `the executor's handshake has version ${version}, the controller's ${VERSION}`,
    );
  }
  const challenge = randomBytes(CHALLENGE_BYTES);
  const challenges = [hello[1]!, challenge];
  const proof = proofOf('controller', key, challenges);
  const [welcome] = fieldsOf(yield frameOf(PROOF, challenge, proof), WELCOME, [PROOF_BYTES]);
  if (!timingSafeEqual(welcome!, proofOf('executor', key, challenges))) {
    throw new ProtocolError('the executor has another secret');
  }
  return undefined;
}

/** The frame that ends a handshake. */
export function refusalFrame(reason: string): Uint8Array {
  return frameOf(REFUSAL, new TextEncoder().encode(reason).subarray(0, HANDSHAKE_LIMIT - 1));
}

function proofOf(
  role: 'controller' | 'executor',
  key: Uint8Array,
  challenges: readonly Uint8Array[],
): Uint8Array {
  const hmac = createHmac('sha256', key).update(LABEL).update(role);
  for (const challenge of challenges) hmac.update(challenge);
  return hmac.digest();
}

function frameOf(kind: number, ...fields: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([new Uint8Array([kind]), ...fields]);
}

/** The fields of a frame, which has these sizes and no more. */
function fieldsOf(frame: Uint8Array, kind: number, sizes: readonly number[]): Uint8Array[] {
  if (frame[0] === REFUSAL) {
    throw new HandshakeRefusedError(new TextDecoder().decode(frame.subarray(1)));
  }
  const total = sizes.reduce((sum, size) => sum + size, 1);
  if (frame[0] !== kind || frame.length !== total) throw new ProtocolError(NO_HANDSHAKE);
  let end = 1;
  return sizes.map((size) => {
    end += size;
    return frame.subarray(end - size, end);
  });
}

/** Said of a peer that speaks something else. */
export const NO_HANDSHAKE = 'the other side does not speak this protocol';
