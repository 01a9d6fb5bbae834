#!/usr/bin/env node
import nodeModule from 'node:module'

// JavaScript, so that Node can take all the rest as it compiled it the time before: a command that
// succeeds shall not wait for us. Older ones know no such thing.
nodeModule.enableCompileCache?.()
const { runProgram } = await import('./program.ts')
await runProgram(process.argv.slice(2))
