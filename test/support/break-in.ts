import type pg from 'pg'
import { onTestFinished } from 'vitest'
import { openClient } from '../../src/db/connect.ts'

/** A connection of its own, as whomever the address says; it ends with the test. */
export async function connect(url: string): Promise<pg.Client> {
  const client = await openClient(url, { name: 'a test that breaks in' })
  onTestFinished(() => client.end())
  return client
}

/** What PostgreSQL says to a statement; null if it did it. */
export async function refusal(
  client: pg.Client,
  sql: string,
  values: unknown[] = [],
): Promise<string | null> {
  try {
    await client.query(sql, values)
    return null
  } catch (error) {
    return (error as Error).message
  }
}
