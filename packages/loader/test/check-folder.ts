// Checks the transform of every ES module of a folder: `node --experimental-vm-modules check-folder.js <folder>`.
import { relative } from 'node:path';
import { checkFile } from './support/check-file.js';
import { esModulesIn } from './support/es-modules.js';

const [ , , folder = '' ] = process.argv;

const counts = { transformed: 0, 'rejected': 0, 'left-to-node': 0, failed: 0 };
for (const { path, text } of esModulesIn(folder)) {
	const name = relative(folder, path);
	try {
		const verdict = checkFile(name, text);
		counts[verdict]++;
		if (verdict !== 'transformed') console.log(`${verdict}: ${name}`);
	} catch (error) {
		counts.failed++;
		console.log(`FAILS: ${name}\n  ${String(error).slice(0, 500)}`);
	}
}
console.log(`Node ${process.versions.node}: ${counts.transformed} files are transformed rightly, ${counts.rejected} are no modules to V8 either, ${counts['left-to-node']} are left to Node, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 || counts.transformed === 0 ? 1 : 0;
