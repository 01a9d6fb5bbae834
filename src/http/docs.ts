import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { ApiEnv } from './api-env.ts'
import { openApiDocument } from './openapi.ts'

const FILES: Record<string, string> = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
}
const INIT =
  "SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null })\n"

const PAGE = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Countersign API</title><link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><div id="docs"></div><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/init.js"></script></body>
</html>`

/** Swagger UI needs inline styles and data images; scripts and connections stay with us. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'"

/** /openapi.json and its page /docs, which asks no other host for anything. */
export function docsRoutes(): Hono<ApiEnv> {
  const docs = new Hono<ApiEnv>()
  const dir = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  docs.get('/openapi.json', (c) => c.json(openApiDocument(c.get('services').publicUrl())))
  docs.get('/docs', (c) => c.html(PAGE, 200, { 'content-security-policy': POLICY }))
  docs.get('/docs/init.js', (c) => c.body(INIT, 200, { 'content-type': 'text/javascript' }))
  docs.get('/docs/:file', async (c) => {
    const type = FILES[c.req.param('file')]
    if (!type) return c.notFound()
    return c.body(await readFile(path.join(dir, c.req.param('file'))), 200, { 'content-type': type })
  })
  return docs
}
