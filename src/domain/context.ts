import type { Db } from '../db/database.ts'
import type { PrismaClient, Role } from '../db/generated/client.ts'
import { AppError } from '../errors.ts'

/** The only source of time for verbs; a test moves its own. */
export type Clock = { now(): Date }

/** The only source of ids and secrets for verbs. */
export type Ids = { uuid(): string; secret(bytes: number): string }

/** Who acts: taken from the token or the LINE user, never from a request's body. */
export type Actor =
  | { kind: 'member'; id: string; name: string; role: Role; pool: string }
  | { kind: 'token'; id: string; name: string; role: Role; pool: string; workerId: string | null }
  | { kind: 'operator'; name: string }
  | { kind: 'system'; name: string }

/** What every verb is given. `db` is the client, or the transaction that the verb runs in. */
export type Ctx = { db: Db; clock: Clock; ids: Ids; actor: Actor }

/** An actor as it stands in the audit log: `member:<id>`. */
export function actorRef(actor: Actor): string {
  return actor.kind === 'member' || actor.kind === 'token'
    ? `${actor.kind}:${actor.id}`
    : `${actor.kind}:${actor.name}`
}

/** Runs in a transaction; inside another one it joins that. */
export async function inTransaction<C extends Ctx, T>(ctx: C, run: (tx: C) => Promise<T>): Promise<T> {
  if (!('$transaction' in ctx.db)) return run(ctx)
  return (ctx.db as PrismaClient).$transaction((db) => run({ ...ctx, db }))
}

/** @throws AppError `wrong-role` unless the actor has one of the roles (operators and the system may all). */
export function requireRole(actor: Actor, ...roles: Role[]): void {
  if (actor.kind === 'operator' || actor.kind === 'system') return
  if (!roles.includes(actor.role)) {
    throw new AppError('wrong-role', `This needs the role ${roles.join(' or ')}; you are ${actor.role}.`)
  }
}
