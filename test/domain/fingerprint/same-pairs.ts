/** Two reports of one error, as the tool prints them. */
export const SAME: [tool: string, one: string, other: string][] = [
  [
    'npm, the log of a run',
    'npm error code ENOTFOUND\nnpm error network request to https://registry.example.com/left-pad failed\nnpm error A complete log of this run can be found in: /home/a/.npm/_logs/2026-11-22T09_00_00_123Z-debug-0.log',
    'npm error code ENOTFOUND\nnpm error network request to https://registry.example.com/right-pad failed\nnpm error A complete log of this run can be found in: /root/.npm/_logs/2026-02-01T23_59_59_001Z-debug-0.log',
  ],
  ['npm, colours', '\x1b[31mnpm\x1b[39m \x1b[31merror\x1b[39m code ERESOLVE', 'npm error code ERESOLVE'],
  [
    'npm, versions of engines',
    "npm warn EBADENGINE   required: { node: '>=22.0.0' }, current: { node: 'v20.1.0', npm: '10.2.3' }",
    "npm warn EBADENGINE   required: { node: '>=24.0.0' }, current: { node: 'v18.19.1', npm: '9.2.0' }",
  ],
  [
    'npm, packages and how long',
    'added 120 packages, and audited 121 packages in 6.1s\n3 vulnerabilities',
    'added 1 package, and audited 2 packages in 890ms\n1 vulnerability',
  ],
  [
    'npm, a release before a release',
    'npm error notarget No matching version found for left-pad@1.2.3-rc.1.',
    'npm error notarget No matching version found for left-pad@2.0.0.',
  ],
  [
    'npm, what a package should be',
    'npm error code EINTEGRITY\nnpm error sha512-9Gjjt1m+cjU4OPvX9O9/8RuvnG41MRb/18Oux2o5H5MY7ISNTlXN+Dz9IG62/ILVxhAGI0qyPfg== integrity checksum failed',
    'npm error code EINTEGRITY\nnpm error sha512-Uuag1LuByRx9e6j5Onimru9pO4ZVKnJ2Qz7aC1NPcfTWAtRPfTaOFgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA== integrity checksum failed',
  ],
  [
    'node, where in a file',
    "Error: Cannot find module 'zod'\n    at Module._resolveFilename (node:internal/modules/cjs/loader:1225:15)\n    at /app/a.js:9:12",
    "Error: Cannot find module 'zod'\n    at Module._resolveFilename (node:internal/modules/cjs/loader:1408:3)\n    at /srv/b/c.js:120:5",
  ],
  [
    'node, IPv4 and IPv6',
    'Error: connect ECONNREFUSED ::1:5432',
    'Error: connect ECONNREFUSED 127.0.0.1:6543',
  ],
  [
    'pip, an object and its address',
    "WARNING: Retrying (Retry(total=4, connect=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f2b8c0d5e10>: Failed to establish a new connection')': /simple/numpy/",
    "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object at 0x10b3f>: Failed to establish a new connection')': /simple/pandas/",
  ],
  [
    'pip, which versions there are',
    'ERROR: Could not find a version that satisfies the requirement torch==9.9 (from versions: 1.0rc1, 2.0.post1, 2.1.0)',
    'ERROR: Could not find a version that satisfies the requirement torch==10.0.1 (from versions: 2.1.0, 2.2.0, 2.2.1, 2.3.0)',
  ],
  [
    'pip, folders of builds',
    'error: subprocess-exited-with-error in /tmp/pip-install-x1y2z3/lxml_3f/setup.py',
    'error: subprocess-exited-with-error in /var/folders/q8/T/pip-install-kk99/lxml_a0/setup.py',
  ],
  [
    'pip, hashes',
    '    Expected sha256 9fceb02d0ae598e95dc970b74767f19372d61af89fceb02d0ae598e95dc970b7\n         Got        1111111111111111111111111111111111111111111111111111111111111111',
    '    Expected sha256 abcdef02d0ae598e95dc970b74767f19372d61af89fceb02d0ae598e95dc9700\n         Got        2222222222222222222222222222222222222222222222222222222222222222',
  ],
  [
    'pip, the bar of a download',
    '   ━━━━╸━━━━━━━━ 12.3/40.1 MB 3.4 MB/s eta 0:00:09\rERROR: Exception: ReadTimeoutError',
    '   ━━━━━━━━━━━━━━╸ 900.1/901 kB 890 kB/s eta 0:01:00\rERROR: Exception: ReadTimeoutError',
  ],
  [
    'cargo, how many errors',
    'error: could not compile `api` (bin "api") due to 1 previous error; 1 warning emitted',
    'error: could not compile `api` (bin "api") due to 12 previous errors; 3 warnings emitted',
  ],
  [
    'cargo, where it is and how it is underlined',
    'error[E0382]: borrow of moved value: `x`\n --> src/main.rs:10:5\n   |\n10 |     use_it(x);\n   |            ^ value borrowed here after move',
    'error[E0382]: borrow of moved value: `x`\n --> crates/api/src/main.rs:112:9\n   |\n112 |     use_it(x);\n   |            ^ value borrowed here after move',
  ],
  [
    'cargo, a panic of a thread',
    "thread 'main' (12345) panicked at src/main.rs:2:5:\ncalled `Option::unwrap()` on a `None` value",
    "thread 'main' (7) panicked at src/lib.rs:201:17:\ncalled `Option::unwrap()` on a `None` value",
  ],
  [
    'git, a commit',
    'fatal: bad object 9fceb02d0ae598e95dc970b74767f19372d61af8',
    'fatal: bad object 1b2c3d4',
  ],
  [
    'git, a progress',
    'Receiving objects:  10% (1/10)\rReceiving objects:  50% (5/10)\rReceiving objects: 100% (10/10), 3.40 MiB | 1.20 MiB/s, done.\nfatal: early EOF',
    'Receiving objects: 100% (99/99), 900.00 KiB | 890.00 KiB/s, done.\nfatal: early EOF',
  ],
  [
    'git, an address',
    "fatal: unable to access 'https://github.com/a/b.git/': Failed to connect to github.com port 443 after 21033 ms: Couldn't connect to server",
    "fatal: unable to access 'https://github.com/c/d.git/': Failed to connect to github.com port 443 after 5 ms: Couldn't connect to server",
  ],
  [
    'git, the date of a commit',
    'Date:   Sun Nov 22 09:00:00 2026 +0800\nerror: could not apply 9fceb02',
    'Date:   Mon Feb 2 23:10:11 2026 +0000\nerror: could not apply 1234567',
  ],
  [
    'curl, ports and how long',
    "curl: (7) Failed to connect to api.example.com port 443 after 12 ms: Couldn't connect to server",
    "curl: (7) Failed to connect to api.example.com port 8443 after 3021 ms: Couldn't connect to server",
  ],
  [
    'curl, how far it got',
    'curl: (18) transfer closed with 1280 bytes remaining to read',
    'curl: (18) transfer closed with 96 bytes remaining to read',
  ],
  [
    'curl, -v with the date of the answer',
    '< HTTP/2 503\n< date: Sun, 22 Nov 2026 09:00:00 GMT\n< x-request-id: 0190b1d0-0000-7000-8000-000000000001',
    '< HTTP/2 503\n< date: Mon, 02 Feb 2026 10:11:12 GMT\n< x-request-id: 5e5c7d3a-9c2b-4f6e-8d1a-2b3c4d5e6f70',
  ],
  [
    'kubectl, a pod of a deployment',
    'Error from server (NotFound): pods "api-7d9c5b8f6d-x2x9z" not found',
    'Error from server (NotFound): pods "api-55bd6f7c9-kqwpz" not found',
  ],
  [
    'kubectl, a pod of a daemon set',
    'error: unable to upgrade connection: pod fluentd-x2x9z does not exist',
    'error: unable to upgrade connection: pod fluentd-kq8wp does not exist',
  ],
  ['kubectl, a pod of a stateful set', 'pod/web-0 evicted', 'pod/web-12 evicted'],
  [
    'kubectl, its own log',
    'E1122 09:00:00.123456   12345 memcache.go:265] couldn\'t get current server API group list: Get "https://10.0.0.1:6443/api?timeout=32s": dial tcp 10.0.0.1:6443: connect: connection refused',
    'E0205 23:59:59.000001       7 memcache.go:300] couldn\'t get current server API group list: Get "https://[fd00::1]:6443/api": dial tcp [fd00::1]:6443: connect: connection refused',
  ],
  [
    'kubectl, how long it backs off',
    'Back-off 10s restarting failed container=app pod=api-7d9c5b8f6d-x2x9z_default(5e5c7d3a-9c2b-4f6e-8d1a-2b3c4d5e6f70)',
    'Back-off 2m40s restarting failed container=app pod=api-7d9c5b8f6d-kq8wp_default(0190b1d0-0000-7000-8000-000000000001)',
  ],
  [
    'kubectl, how long ago',
    'Warning  FailedScheduling  6m1s (x12 over 2h)  default-scheduler  0/3 nodes are available: 3 Insufficient memory.',
    'Warning  FailedScheduling  45s (x3 over 10m)  default-scheduler  0/7 nodes are available: 7 Insufficient memory.',
  ],
  [
    'docker, a container',
    'Error response from daemon: Conflict. The container name "/api" is already in use by container "4c01db0b339c5e5c7d3a9c2b4f6e8d1a2b3c4d5e6f70a1b2c3d4e5f60718293a". You have to remove (or rename) that container.',
    'Error response from daemon: Conflict. The container name "/api" is already in use by container "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100". You have to remove (or rename) that container.',
  ],
  [
    'docker, steps of a build',
    '#12 [builder 3/9] RUN npm ci\n#12 0.512 npm error code EINTEGRITY\n#12 ERROR: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1',
    '#7 [builder 4/11] RUN npm ci\n#7 12.034 npm error code EINTEGRITY\n#7 ERROR: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1',
  ],
  [
    'docker, an image by its digest',
    'failed to resolve reference "ghcr.io/a/b@sha256:9fceb02d0ae598e95dc970b74767f19372d61af89fceb02d0ae598e95dc970b7": not found',
    'failed to resolve reference "ghcr.io/a/b@sha256:1111111111111111111111111111111111111111111111111111111111111111": not found',
  ],
  ['docker, how long ago it ended', 'api   Exited (137) 5 minutes ago', 'api   Exited (137) 1 hour ago'],
  [
    'psql, where it connects to',
    'psql: error: connection to server at "localhost" (::1), port 5432 failed: Connection refused',
    'psql: error: connection to server at "localhost" (127.0.0.1), port 6543 failed: Connection refused',
  ],
  [
    'psql, which row',
    'ERROR:  duplicate key value violates unique constraint "members_pkey"\nDETAIL:  Key (id)=(42) already exists.',
    'ERROR:  duplicate key value violates unique constraint "members_pkey"\nDETAIL:  Key (id)=(90210) already exists.',
  ],
  [
    'psql, who waits for whom',
    'ERROR:  deadlock detected\nDETAIL:  Process 12345 waits for ShareLock on transaction 730; blocked by process 678.',
    'ERROR:  deadlock detected\nDETAIL:  Process 1 waits for ShareLock on transaction 9919; blocked by process 2.',
  ],
  [
    'psql, the log of the server',
    '2026-11-22 09:00:00.123 CST [12345] FATAL:  sorry, too many clients already',
    '2026-02-01 23:59:59.001 UTC [7] FATAL:  sorry, too many clients already',
  ],
  [
    'openai, a request',
    "Error code: 500 - {'error': {'message': 'The server had an error (request ID req_011CSHoEa9). Please retry.'}}",
    "Error code: 500 - {'error': {'message': 'The server had an error (request ID req_011CSHoFzz). Please retry.'}}",
  ],
  [
    'openai, a call of a tool',
    'No tool output found for function call call_Ab3dE9xQ.',
    'No tool output found for function call call_Zz9yX8wV.',
  ],
  [
    'openai, a call of a tool without digits',
    'No tool output found for function call call_AbXdEqWzRt.',
    'No tool output found for function call call_Zz9yX8wV.',
  ],
  [
    'openai, its limits',
    'Rate limit reached for gpt-4o in organization org-Ab12cd34EF on tokens per min (TPM): Limit 30000, Used 29000, Requested 1500. Please try again in 1.02s.',
    'Rate limit reached for gpt-4o in organization org-zYx98w7Vut on tokens per min (TPM): Limit 450000, Used 1, Requested 9. Please try again in 6m0s.',
  ],
  [
    'openai, answers and threads',
    'Thread thread_abc123XYZ789 already has an active run run_9f8e7d6c5b4a.',
    'Thread thread_QwErTy112233 already has an active run run_000aaa111bbb.',
  ],
  [
    'openai, a completion that was cut',
    'chatcmpl-9xYzAbC123dEf456: stream ended after 890ms',
    'chatcmpl-AbC000dEf111gHi: stream ended after 6.1s',
  ],
  [
    'anthropic, a use of a tool',
    'messages.3.content.0: unexpected `tool_use_id` found in `tool_result` blocks: toolu_01A09q90qw90lq917835lq9',
    'messages.11.content.2: unexpected `tool_use_id` found in `tool_result` blocks: toolu_019zzk3jd8sj2k1l0a9s8d7f6',
  ],
  [
    'aws, a request and its host',
    'An error occurred (SlowDown) when calling the PutObject operation: RequestId: 4442587FB7D0A2F9, HostId: 9Gjjt1m+cjU4OPvX9O9/8RuvnG41MRb/18Oux2o5H5MY7ISNTlXN+Dz9IG62/ILVxhAGI0qyPfg=',
    'An error occurred (SlowDown) when calling the PutObject operation: RequestId: 0A49CE4060975EAC, HostId: Uuag1LuByRx9e6j5Onimru9pO4ZVKnJ2Qz7/C1NPcfTWAtRPfTaOFg==',
  ],
  [
    'aws, a signature',
    'Signature expired: 20261122T090000Z is now earlier than 20261122T091500Z (20261122T092000Z - 5 min.)',
    'Signature expired: 20260201T235959Z is now earlier than 20260202T001459Z (20260202T001959Z - 15 min.)',
  ],
  [
    'aws, a machine and its network',
    "The instance ID 'i-0abcd1234efgh5678' in 'vpc-0bb1c79de3' does not exist",
    "The instance ID 'i-09f8e7d6c5b4a3210' in 'vpc-1a2b3c4d5e' does not exist",
  ],
  [
    'aws, its account',
    'User: arn:aws:iam::123456789012:user/ci is not authorized to perform: s3:GetObject',
    'User: arn:aws:iam::999999999999:user/ci is not authorized to perform: s3:GetObject',
  ],
  [
    'nginx, its access log',
    '10.0.0.7 - - [22/Nov/2026:09:00:00 +0800] "GET /a HTTP/1.1" 502 157',
    '2606:2800:220:1::7 - - [01/Feb/2026:23:59:59 +0000] "GET /b HTTP/1.1" 502 9',
  ],
  [
    'go, its log',
    '2026/11/22 09:00:00 main.go:12: read tcp 10.0.0.1:50000->10.0.0.2:443: i/o timeout',
    '2026/02/01 23:59:59 main.go:7: read tcp [fd00::1]:1->[fd00::2]:8443: i/o timeout',
  ],
  [
    'python, its log',
    '2026-11-22 09:00:00,123 ERROR worker12 lease lost',
    '2026-02-01 23:59:59,001 ERROR worker3 lease lost',
  ],
  ['a date in words', 'stopped on Sunday, 22 November 2026 at 9:00 PM', 'stopped on Feb 1st, 2026 10:00 AM'],
  ['a date in Chinese', '於 2026年11月22日（星期日）上午9:00 失敗', '於 2026年2月1日 失敗'],
  ['units in Chinese', '逾時 5 秒，已重試 3 次', '逾時 890 毫秒，已重試 12 次'],
  ['a spinner', '⠋ installing\r⠙ installing\r⠹ installing\nfetch failed', '⠼ installing\nfetch failed'],
  ['a bar that grows', '[====>      ] 12%\nfetch failed', '[=========> ] 90%\nfetch failed'],
  [
    'retries, once and often',
    'retrying in 1s\nfetch failed\nretrying in 2s\nfetch failed\nretrying in 4s\nfetch failed',
    'retrying in 1s\nfetch failed',
  ],
  [
    'a link of a terminal',
    '\x1b]8;;https://a.example/b\x1b\\the docs\x1b]8;;\x1b\\ say no',
    'the docs say no',
  ],
  ['colours as a log writes them', '\\u001b[31mPermissionDenied\\u001b[0m', 'PermissionDenied'],
  ['a name of this machine', 'cannot read ~/.config/x.toml', 'cannot read /home/a/.config/y.toml'],
  ['a network card', 'no carrier on 00:1a:2b:3c:4d:5e', 'no carrier on ff:ee:dd:cc:bb:aa'],
]
