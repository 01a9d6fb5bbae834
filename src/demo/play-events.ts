import { loadConfig } from '../config.ts'
import { readHolder } from '../db/embedded/data-dir-lock.ts'
import { loadSecrets } from '../db/embedded/secrets.ts'
import { SCENES, type SceneName } from './scenes.ts'

// npm run demo:events [-- fetch|schema|release]: a worker fails twice in the same way.

const name = (process.argv[2] ?? 'fetch') as SceneName
const scene = SCENES[name]
const { dataDir } = loadConfig(process.env)
const url = readHolder(dataDir)?.url
if (!scene || !url) {
  process.stderr.write(
    scene
      ? `No running bot was found in ${dataDir}; start one with npm start.\n`
      : `There is no scene "${name}"; take one of ${Object.keys(SCENES).join(', ')}.\n`,
  )
  process.exit(1)
}
for (const attempt of [1, 2]) {
  const response = await fetch(`${url}/api/pls/worker-repair-events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${loadSecrets(dataDir).demoWorkerToken}`,
    },
    body: JSON.stringify(scene.event),
    signal: AbortSignal.timeout(10_000),
  })
  process.stdout.write(`failure ${attempt}: ${response.status} ${await response.text()}\n`)
  if (!response.ok) process.exit(1)
}
