import { appendFile, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openScene, text } from './scene.ts'

const newStateFile = async () => join(await mkdtemp(join(tmpdir(), 'journal-')), 'state.jsonl')

test('a used reply token stays used after a restart', async () => {
  const stateFile = await newStateFile()
  let replyToken = ''
  {
    await using scene = await openScene({ stateFile })
    replyToken = await scene.replyToken(await scene.user())
    await scene.line('POST', '/v2/bot/message/reply', { replyToken, messages: [text('a')] })
  }
  await using scene = await openScene({ stateFile })
  const again = await scene.line('POST', '/v2/bot/message/reply', { replyToken, messages: [text('b')] })
  expect(again.status).toBe(400)
})

test('a line that a crash cut off is dropped and writing goes on', async () => {
  const stateFile = await newStateFile()
  {
    await using scene = await openScene({ stateFile })
    await scene.user('Louis')
  }
  await appendFile(stateFile, '[["user","U1",{"na')
  {
    await using scene = await openScene({ stateFile })
    await scene.user('Mei')
  }
  await using scene = await openScene({ stateFile })
  const { body } = await scene.control('GET', '/users')
  expect(body.items).toMatchObject([{ name: 'Louis' }, { name: 'Mei' }])
})

test('an event from before a restart can still be redelivered', async () => {
  const stateFile = await newStateFile()
  let id: unknown
  {
    await using scene = await openScene({ stateFile })
    await scene.replyToken(await scene.user())
    id = scene.lastEvent().webhookEventId
  }
  await using scene = await openScene({ stateFile })
  await scene.control('POST', '/webhook/redeliver', { webhook_event_id: id })
  expect(scene.lastEvent()).toMatchObject({ webhookEventId: id, deliveryContext: { isRedelivery: true } })
})

test('a reset is remembered too', async () => {
  const stateFile = await newStateFile()
  {
    await using scene = await openScene({ stateFile })
    await scene.user()
    await scene.control('POST', '/reset')
  }
  await using scene = await openScene({ stateFile })
  expect((await scene.control('GET', '/users')).body.items).toEqual([])
})
