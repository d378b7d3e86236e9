// The process that verdaccio runs in: argv[2] is a folder for its storage. Sends its port.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Server } from 'node:http';

const folder = process.argv[2] ?? '';
const config = join(folder, 'config.yaml');
writeFileSync(config, `
storage: ${join(folder, 'storage')}
auth:
  htpasswd:
    file: ${join(folder, 'htpasswd')}
packages:
  '**':
    access: $all
    publish: $all
web:
  enable: false
log: { type: stdout, format: pretty, level: fatal }
`);
const { runServer } = createRequire(import.meta.url)('verdaccio') as { runServer(config: string): Promise<Server> };
const server = await runServer(config);
server.listen(0, '127.0.0.1', () => {
	const address = server.address();
	process.send?.(typeof address === 'object' && address !== null ? address.port : 0);
});
process.once('disconnect', () => process.exit());
