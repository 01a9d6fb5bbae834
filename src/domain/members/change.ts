import { recordAudit } from '../audit/record.ts'
import { type Ctx, inTransaction } from '../context.ts'
import { menuFollows } from './menu-task.ts'

type Change = { locale?: string; blockedAt?: Date | null; disabledAt?: Date }

async function change(ctx: Ctx, id: string, verb: string, data: Change): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const { locale, blockedAt, disabledAt, lineUserId } = await tx.db.member.findUniqueOrThrow({
      where: { id },
    })
    await tx.db.member.update({ where: { id }, data })
    await recordAudit(tx, verb, {
      subject: `member:${id}`,
      before: { locale, blockedAt, disabledAt },
      after: data,
    })
    // Who blocked the bot has no chat that could show a menu.
    if (!data.blockedAt) await menuFollows(tx, lineUserId)
  })
}

/** The language that the bot speaks to a member from now on. */
export const setLocale = (ctx: Ctx, id: string, locale: string) =>
  change(ctx, id, 'member.language', { locale })

/** A member blocked the bot: nothing can reach them, so others are asked in their place. */
export const noteBlocked = (ctx: Ctx, id: string) =>
  change(ctx, id, 'member.block', { blockedAt: ctx.clock.now() })

/** A member who had blocked the bot is back. */
export const noteBack = (ctx: Ctx, id: string) => change(ctx, id, 'member.unblock', { blockedAt: null })

/** A member ends the connection themselves; coming back takes a new invite. */
export const leave = (ctx: Ctx, id: string) =>
  change(ctx, id, 'member.leave', { disabledAt: ctx.clock.now() })
