#!/usr/bin/env node
// hot-runtime-packager [--folder path] [--port 4873] [--host 127.0.0.1]
import { parseArgs } from 'node:util';
import { join } from 'node:path';
import { packagerListens, packagerUsage } from '../messages.js';
import { startPackager } from './index.js';

const { values } = parseArgs({ options: {
	folder: { type: 'string', default: join(process.cwd(), '.cache', 'hot-runtime-packager') },
	port: { type: 'string', default: '4880' },
	host: { type: 'string', default: '127.0.0.1' },
	help: { type: 'boolean', default: false },
} });

if (values.help) process.stdout.write(packagerUsage);
else {
	const token = process.env['HOT_RUNTIME_PACKAGER_TOKEN'];
	const service = await startPackager({ folder: values.folder, port: Number(values.port), host: values.host, ...token === undefined ? {} : { token } });
	process.stdout.write(packagerListens(service.url));
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void service.close());
}
