/** Names bytes by their content. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** SHA-256 in 64 hexadecimal digits. Takes about 10 µs for 1 KB. */
export function contentHash(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}
