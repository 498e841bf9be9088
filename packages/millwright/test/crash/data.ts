/** Records with twins near each other and far apart, a record without a name, and one that is left out on purpose. */
export const parts = Array.from({ length: 23 }, (_, at) => ({
  sku: at === 16 ? 'P-3' : at === 21 ? 'P-3' : at === 9 ? 'P-8' : `P-${at}`,
  name: at === 12 ? '' : `part ${at}`,
  qty: at === 14 ? -1 : at * 2,
}))

/** `A` twice, and the name that the second one gets literally, later and before. */
export const devices = ['A', 'B', 'A', 'C', 'A#2', 'D', 'E', 'B#2', 'F', 'B', 'G', 'A'].map((serial, no) => ({
  serial,
  no,
}))
