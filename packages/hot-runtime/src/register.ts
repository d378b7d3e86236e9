import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { optionsOfEnvironment } from './options.js';
import { prepared, registerProgram } from './registration.js';

registerProgram(optionsOfEnvironment(process.env['HOT_RUNTIME']), true);
await prepared();
// Only a program that has the file pays for reading it.
if (existsSync(join(process.cwd(), 'hot-versions.json'))) {
	const { followVersions } = await import('./npm.js');
	await followVersions(process.cwd());
}
