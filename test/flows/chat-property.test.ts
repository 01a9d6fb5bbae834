import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectLawful } from '../support/chat-invariants.ts'
import { move, openRandomChat, play } from '../support/random-chat.ts'

const SEQUENCES = 40
const STEPS = 12
const SEED = 20261122

test(`whatever people type, tap, forge, edit, take back and block, and however often the bot restarts, nothing is decided that may not be and nobody is left without an answer (${SEQUENCES} sequences, seed ${SEED})`, {
  timeout: 300_000,
}, async () => {
  let decisions = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(move, { minLength: STEPS / 2, maxLength: STEPS, size: 'max' }),
      async (moves) => {
        const chat = await openRandomChat()
        for (const it of moves) await play(chat, it)
        decisions += await expectLawful(chat)
        await chat.bot.stop()
      },
    ),
    { numRuns: SEQUENCES, seed: SEED },
  )
  // Or the property would say nothing.
  expect(decisions).toBeGreaterThan(SEQUENCES / 4)
})
