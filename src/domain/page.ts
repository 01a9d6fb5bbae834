/** How lists are read: `after` is the id of the last item of the page before. */
export type PageInput = { limit: number; after?: string }
export type Page<T> = { items: T[]; next: string | null }

/** Cuts a list that was read with one more row than asked for. */
export function pageOf<R extends { id: string }, T>(rows: R[], limit: number, show: (row: R) => T): Page<T> {
  const shown = rows.slice(0, limit)
  return { items: shown.map(show), next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null }
}

/** Newest first; ids are UUIDv7, so their order is the order of time. */
export const newestFirst = ({ limit, after }: PageInput) => ({
  where: after ? { id: { lt: after } } : {},
  orderBy: { id: 'desc' as const },
  take: limit + 1,
})
