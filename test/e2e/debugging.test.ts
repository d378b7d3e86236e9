// What a person who debugs sees: breakpoints hit, and stacks tell the places of the files as they were written.
import assert from 'node:assert/strict';
import test from 'node:test';
import { defaultSetups, setups } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';

const debuggerText = `
	import { Session } from 'node:inspector';
	import { pathToFileURL } from 'node:url';
	const session = new Session();
	session.connect();
	session.post('Debugger.enable');
	session.on('Debugger.paused', ({ params: { callFrames: [{ location, functionName }] } }) => {
		console.log(\`paused in \${functionName} at line \${location.lineNumber + 1}\`);
	});
	session.post('Debugger.setBreakpointByUrl', { url: pathToFileURL('lib.js').href, lineNumber: 2 });
`;

const library = (value: string) => `import { sep } from 'node:path';\nexport function answer() {\n\tconst value = '${value}' + sep;\n\treturn value;\n}\n`;

for (const setup of setups) {
	test(`${setup.name}: a breakpoint set by file path hits before and after an update`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { files: {
			'package.json': '{ "type": "module" }',
			'debugger.js': debuggerText,
			'lib.js': library('old'),
			'main.js': `import { answer } from './lib.js';\nimport.meta.hot?.accept('./lib.js');\nsetInterval(() => console.log('it is', answer()), 50);\n`,
		} });
		const program = start(folder, setup, { importBefore: ['./debugger.js'] });
		await program.prints('paused in answer at line 3');
		await program.prints('it is old/');
		folder.replace('lib.js', library('new'));
		await program.prints('it is new/');
		await program.prints('paused in answer at line 3');
		await program.prints('it is new/');
	});
}

const typeScript = (value: string) => `enum Kind { Bad = '${value}' }


export function fail(): never {
	const kind: string = Kind.Bad;   throw new Error(kind);
}
`;

const stack = /stack (\w+) ([\w.]+:\d+:\d+) ([\w.]+:\d+:\d+)/;

for (const setup of defaultSetups) {
	test(`${setup.name}: a stack shows the file, line and column that a transpiler's map tells, before and after an update`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { packages: ['tsx'], files: {
			'package.json': '{ "type": "module" }',
			'lib.ts': typeScript('old'),
			'main.ts': `interface Unused {\n\tname: string;\n}\n\nimport { fail } from './lib.js';\nimport.meta.hot?.accept('./lib.js');
function show() {\n\ttry { fail(); } catch (error) {
		const places = [...(error as Error).stack!.matchAll(/(\\w+\\.ts:\\d+:\\d+)/g)].map(([place]) => place);
		console.log('stack', (error as Error).message, places[0], places[1]);
	}\n}\nsetInterval(show, 50);\n`,
		} });
		const plain = await start(folder, setup, { main: 'main.ts', isPlain: true, importBefore: ['tsx'] }).prints(stack);
		const program = start(folder, setup, { main: 'main.ts', importBefore: ['tsx'] });
		assert.deepEqual((await program.prints(stack)).slice(1), plain.slice(1));
		folder.replace('lib.ts', `\n${typeScript('new')}`);
		const [, , first] = await program.prints(/stack new ([\w.]+:\d+:\d+) ([\w.]+)/).then(match => ['', '', match[1]]);
		assert.equal(first, plain[2]?.replace(':5:', ':6:'));
	});

	test(`${setup.name}: --enable-source-maps shows the columns of a line that the transform edited`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { files: {
			'package.json': '{ "type": "module" }',
			'lib.js': 'export const name = () => \'x\';\n',
			'main.js': [
				`import { name } from './lib.js';\nfunction f() { name(); name(); throw new Error(name()); }\ntry { f();`,
				`} catch (error) { console.log('at', /main.js:(\\d+:\\d+)/.exec(error.stack)[1]); }\n`,
			].join(' '),
		} });
		const plain = await start(folder, setup, { isPlain: true, flags: ['--enable-source-maps'] }).prints(/at (\d+:\d+)/);
		const hot = await start(folder, setup, { flags: ['--enable-source-maps'] }).prints(/at (\d+:\d+)/);
		assert.equal(hot[1], plain[1]);
	});
}
