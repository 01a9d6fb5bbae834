import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { workerPrompt } from './mcp-worker-prompt.ts'

// npm run worker-prompt: writes the page from the rules.

await writeFile(path.join(import.meta.dirname, '../../docs/worker-prompt.md'), workerPrompt())
