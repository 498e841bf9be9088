/** Records with twins near each other and far apart, a record without a name, and one that is left out on purpose. */
export const parts = Array.from({ length: 18 }, (_, at) => ({
  sku: at === 15 ? 'P-3' : at === 17 ? 'P-3' : at === 9 ? 'P-8' : `P-${at}`,
  name: at === 11 ? '' : `part ${at}`,
  qty: at === 13 ? -1 : at * 2,
}))

/** `A` twice, and the name that the second one gets literally, later and before. */
export const devices = ['A', 'B', 'A', 'C', 'A#2', 'B#2', 'B', 'D', 'A'].map((serial, no) => ({
  serial,
  no,
}))
