/** The executor's end of a connection through a ring. */
import { FrameReader } from '../frames.ts';
import type { WaitingTransport } from '../transport.ts';
import { type Ring, RingReader } from './ring.ts';

/** @param post Sends a frame to the controller, or null: there is room in the ring. */
export function createRingTransport(
  ring: Ring,
  post: (message: Uint8Array | null) => void,
): Required<Pick<WaitingTransport, 'send' | 'receive' | 'poll'>> {
  const frames: Uint8Array[] = [];
  const reader = new RingReader(ring, () => post(null));
  const frameReader = new FrameReader((frame) => frames.push(frame));
  const poll = () => {
    if (frames.length === 0) {
      const bytes = reader.read();
      if (bytes.length > 0) frameReader.push(bytes);
    }
    return frames.shift();
  };
  return {
    send: (frame) => post(frame),
    poll,
    receive() {
      for (;;) {
        const frame = poll();
        if (frame !== undefined) return frame;
        reader.wait();
      }
    },
  };
}
