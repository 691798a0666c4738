/**
 * A write that has failed may have come about all the same: it is taken back then, as far as that can be done.
 * @throws what the write does
 */
export async function orTakenBack<T>(
  write: Promise<T>,
  takeBack: () => Promise<unknown>,
): Promise<T> {
  try {
    return await write
  } catch (error) {
    // there is nobody to tell that this has failed too
    await takeBack().catch(() => {})
    throw error
  }
}
