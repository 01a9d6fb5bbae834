/** What comes within so many milliseconds, else null: no page waits for LINE. A call that fails fails here too. */
export async function withPatience<T>(ms: number, call: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null)
  })
  try {
    return await Promise.race([call, late])
  } finally {
    clearTimeout(timer)
  }
}
