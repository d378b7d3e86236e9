import { test } from 'node:test';
import { defaultSetups } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';

for (const setup of defaultSetups) {
	test(`${setup.name}: with watch: false a program drives its updates itself`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': '{"type":"module"}',
				'hot.mjs': 'import { register } from "hot-runtime"; register({ watch: false });',
				'main.js': `
					import { hot } from 'hot-runtime';
					import { value } from './a.js';
					import.meta.hot.accept('./a.js', () => console.log('accepted', value));
					process.stdin.on('data', async () => {
						const modules = await hot.check();
						console.log('check', modules?.length ?? 'nothing', hot.status());
						if (modules !== null) console.log('apply', (await hot.apply()).length, hot.status());
						console.log('done');
					});
					console.log('started', hot.status());`,
				'a.js': 'export const value = 1;',
			},
		});
		const program = start(folder, setup, { flags: ['--import', './hot.mjs'], isPlain: true });
		await program.prints('started idle\n');
		program.child.stdin?.write('check\n');
		await program.prints('check nothing idle\ndone\n');
		folder.write('a.js', 'export const value = 22;');
		program.child.stdin?.write('check\n');
		await program.prints('check 1 ready\naccepted 22\n');
		await program.prints('apply 1 idle\ndone\n');
	});
}
