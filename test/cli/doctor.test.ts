import { expect, test } from 'vitest'
import { aShell, expectRefused, onlyJson } from './shell.ts'

test('doctor says what is wrong and what to do', async () => {
  const shell = await aShell()
  const outcome = await shell.run('doctor', '--json')
  const { ok, findings } = onlyJson(outcome, 1) as {
    ok: boolean
    findings: { name: string; ok: boolean; detail: string }[]
  }
  expect(ok).toBe(false)
  expect(findings.filter((it) => it.ok).map((it) => it.name)).toEqual(
    expect.arrayContaining(['database', 'clock', 'time zone', 'stored times']),
  )
  expect(findings.find((it) => it.name === 'line')?.detail).toContain('LINE_CHANNEL_SECRET')
  const told = await shell.run('doctor')
  expect(told.stdout).toMatch(/^ok {4}database: 18/m)
  expect(told.stdout).toMatch(/^WRONG line: .*LINE_CHANNEL_SECRET/m)
})

test('doctor names a LINE that cannot be reached, without the token', async () => {
  const shell = await aShell({
    LINE_CHANNEL_SECRET: 'hush',
    LINE_CHANNEL_ACCESS_TOKEN: 'hush-hush',
    LINE_API_BASE_URL: 'http://127.0.0.1:9',
  })
  const told = await shell.run('doctor')
  expect(told.code).toBe(1)
  expect(told.stdout).toMatch(/^WRONG line token: .*LINE_CHANNEL_ACCESS_TOKEN/m)
  expect(`${told.stdout}${told.stderr}`).not.toContain('hush')
})

test('doctor says which callback URL LINE Login needs, and names half a Login channel without its secret', async () => {
  const line = {
    LINE_CHANNEL_SECRET: 'hush',
    LINE_CHANNEL_ACCESS_TOKEN: 'hush-hush',
    LINE_API_BASE_URL: 'http://127.0.0.1:9',
  }
  const login = { LINE_LOGIN_CHANNEL_ID: '2000000001', LINE_LOGIN_CHANNEL_SECRET: 'hush-login' }
  const shell = await aShell({ ...line, ...login, PUBLIC_URL: 'https://bot.example.com' })
  const told = await shell.run('doctor')
  expect(told.stdout).toMatch(
    /^ok {4}line login: channel 2000000001\. .*https:\/\/bot\.example\.com\/console\/login\/line\/back/m,
  )
  const local = await (await aShell({ ...line, ...login })).run('doctor')
  expect(local.stdout).toMatch(/^WRONG line login: .*PUBLIC_URL is not set/m)
  expect((await (await aShell(line)).run('doctor')).stdout).toMatch(/^ok {4}line login: not set/m)
  const half = await (await aShell({ ...line, LINE_LOGIN_CHANNEL_SECRET: 'hush-login' })).run('doctor')
  expectRefused(half, /LINE_LOGIN_CHANNEL_ID is not set/)
  for (const it of [told, local, half]) expect(`${it.stdout}${it.stderr}`).not.toContain('hush')
})
