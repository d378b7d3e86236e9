import { test } from 'node:test';
import { setups } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';

for (const setup of setups) {
	test(`${setup.name}: a touched module changes what its importer prints`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { fixture: 'a-live-binding-is-printed' });
		const program = start(folder, setup);
		const [, first] = await program.prints(/now is (\d+)\n/);
		folder.write('now.js', folder.read('now.js'));
		await program.prints(/\[hot\] (?:Loaded|Reevaluated) 1 .*? in \d+ms\.\n/);
		await program.prints(new RegExp(`now is (?!${first})\\d+\\n`));
		folder.replace('now.js', "export const now = 'replaced';\n");
		await program.prints('now is replaced\n');
		folder.write('now.js', 'export const now = ;\n');
		await program.prints(/now\.js: not applied, the old version keeps running\.\n/);
		await program.prints('now is replaced\n');
		folder.write('now.js', "export const now = 'mended';\n");
		await program.prints('now is mended\n');
	});

	test(`${setup.name}: watching alone keeps no program alive`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { files: { 'package.json': '{"type":"module"}', 'main.js': "import './other.js'; console.log('done');", 'other.js': '' } });
		const program = start(folder, setup);
		await program.prints('done');
		const { code } = await program.ends();
		if (code !== 0) throw new Error(`It ended with ${code}\n${program.stderr}`);
	});
}
