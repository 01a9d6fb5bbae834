import type { Journal } from './journal.ts'
import type { Message, TableName, Tables } from './records.ts'

export type Listener = (table: TableName, key: string, row: unknown) => void

const KEPT_LOG_ROWS = 20_000

function emptyTables(): { [T in TableName]: Map<string, Tables[T]> } {
  return {
    user: new Map(),
    group: new Map(),
    message: new Map(),
    replyToken: new Map(),
    retryKey: new Map(),
    accessToken: new Map(),
    loginCode: new Map(),
    usage: new Map(),
    tally: new Map(),
    event: new Map(),
    webhook: new Map(),
    call: new Map(),
    richMenu: new Map(),
    richMenuAlias: new Map(),
    loading: new Map(),
    settings: new Map(),
  }
}

/** The tables in memory; every change goes to the journal before anybody is told of it. */
export class Store {
  readonly #journal: Journal
  readonly #listeners = new Set<Listener>()
  readonly #seq = new Map<string, number>()
  readonly #chats = new Map<string, string[]>()
  #tables = emptyTables()
  #pending: [TableName, string, unknown][] = []
  #depth = 0

  constructor(journal: Journal) {
    this.#journal = journal
    for (const line of journal.lines) {
      if (line === 'reset') this.#forget()
      else for (const [table, key, row] of line) this.#apply(table as TableName, key, row)
    }
  }

  get<T extends TableName>(table: T, key: string): Tables[T] | undefined {
    return this.#tables[table].get(key)
  }

  list<T extends TableName>(table: T): Tables[T][] {
    return [...this.#tables[table].values()]
  }

  entries<T extends TableName>(table: T): [string, Tables[T]][] {
    return [...this.#tables[table].entries()]
  }

  count(table: TableName): number {
    return this.#tables[table].size
  }

  messagesOf(chat: string): Message[] {
    return (this.#chats.get(chat) ?? []).flatMap((id) => this.get('message', id) ?? [])
  }

  newestMessageOf(chat: string): Message | undefined {
    const id = this.#chats.get(chat)?.at(-1)
    return id === undefined ? undefined : this.get('message', id)
  }

  nextSeq(table: 'message' | 'call' | 'webhook'): number {
    const next = (this.#seq.get(table) ?? 0) + 1
    this.#seq.set(table, next)
    return next
  }

  put<T extends TableName>(table: T, key: string, row: Tables[T]): void {
    this.change(() => this.#record(table, key, row))
  }

  remove(table: TableName, key: string): void {
    this.change(() => this.#record(table, key, null))
  }

  /** All puts inside `work` become one journal line, so that a crash keeps all of them or none. */
  change<R>(work: () => R): R {
    this.#depth += 1
    try {
      return work()
    } finally {
      this.#depth -= 1
      if (this.#depth === 0) this.#flush()
    }
  }

  /** Forgets everything but the settings given. */
  reset(settings: Tables['settings']): void {
    this.#journal.append('reset')
    this.#forget()
    this.put('settings', 'settings', settings)
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close(): void {
    this.#journal.close()
  }

  #record(table: TableName, key: string, row: unknown): void {
    this.#pending.push([table, key, row])
    this.#apply(table, key, row)
  }

  #flush(): void {
    const rows = this.#pending
    if (rows.length === 0) return
    this.#pending = []
    this.#journal.append(rows)
    for (const [table, key, row] of rows) for (const listener of this.#listeners) listener(table, key, row)
  }

  #forget(): void {
    this.#tables = emptyTables()
    this.#chats.clear()
  }

  #apply(table: TableName, key: string, row: unknown): void {
    const rows = this.#tables[table] as Map<string, unknown>
    if (row === null) {
      rows.delete(key)
      return
    }
    if (table === 'message' && !rows.has(key)) this.#addToChat(row as Message)
    rows.set(key, row)
    if (table !== 'message' && table !== 'call' && table !== 'webhook') return
    const { seq } = row as { seq: number }
    this.#seq.set(table, Math.max(seq, this.#seq.get(table) ?? 0))
    // The two logs are windows, not archives: a long load test must not eat the memory.
    if (table !== 'message' && rows.size > KEPT_LOG_ROWS) rows.delete(rows.keys().next().value ?? '')
  }

  #addToChat(message: Message): void {
    const ids = this.#chats.get(message.chat)
    if (ids) ids.push(message.id)
    else this.#chats.set(message.chat, [message.id])
  }
}
