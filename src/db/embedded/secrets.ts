import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Made at the first start and kept in `dataDir`, readable by its owner alone. */
export type LocalSecrets = {
  superuserPassword: string
  ownerPassword: string
  appPassword: string
  simulatorChannelSecret: string
  simulatorAccessToken: string
  demoWorkerToken: string
}

/** Reads the secrets of a data folder, making them if it has none. */
export function loadSecrets(dataDir: string): LocalSecrets {
  const file = path.join(dataDir, 'secrets.json')
  if (!existsSync(file)) {
    const secret = () => randomBytes(24).toString('hex')
    const made: LocalSecrets = {
      superuserPassword: secret(),
      ownerPassword: secret(),
      appPassword: secret(),
      simulatorChannelSecret: randomBytes(16).toString('hex'),
      simulatorAccessToken: secret(),
      demoWorkerToken: `cs_${secret()}`,
    }
    writeFileSync(file, JSON.stringify(made, null, 2), { mode: 0o600 })
  }
  return JSON.parse(readFileSync(file, 'utf8')) as LocalSecrets
}
