/** Frames of a client as bytes: one with an unknown opcode, a text that is not UTF-8, and the header of one of 65,537 bytes. */
export const brokenFrames: readonly Uint8Array[] = [
  [0x83, 0x80, 0, 0, 0, 0],
  [0x81, 0x81, 0, 0, 0, 0, 0xff],
  [0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 1],
].map((bytes) => Uint8Array.from(bytes));
