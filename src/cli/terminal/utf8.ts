/** Finds invalid UTF-8 (Unicode 16, table 3-7: well-formed byte sequences). */

/** The offset of the first byte that starts no well-formed character; else the length. */
export function invalidUtf8At(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = characterLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return at;
}

/** How many bytes the character at an offset has; 0 if it is ill-formed. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!; // the caller stays within
  if (first < 0x80) return 1;
  const length = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (!isSecond(first, bytes[at + 1])) return 0;
  for (let i = 2; i < length; i++) if (!isContinuation(bytes[at + i])) return 0;
  return length;
}

/** Rejects overlong forms, surrogates, and code points above U+10FFFF. */
function isSecond(first: number, byte: number | undefined): boolean {
  if (!isContinuation(byte)) return false;
  switch (first) {
    case 0xe0:
      return byte >= 0xa0;
    case 0xed:
      return byte < 0xa0;
    case 0xf0:
      return byte >= 0x90;
    case 0xf4:
      return byte < 0x90;
    default:
      return true;
  }
}

function isContinuation(byte: number | undefined): byte is number {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
