// From the lines that V8 ran to those of the text.
import assert from 'node:assert/strict';
import test from 'node:test';
import { OriginalLines } from '../../dist/transform/original-lines.js';

const imports = "import { f, g } from './x.js'; import * as ns from './y.js';\n";
const read = (text: string) => new OriginalLines(imports + text, { url: 'file:///main.js' });

/** For each word, the column that V8 would tell of it in the code, and what the text has there. */
function pointsAt(text: string, inCode: string): string {
	const line = read(text).at(2);
	assert.ok(line);
	assert.equal(line.text, text.split('\n')[0]);
	const column = line.code.indexOf(inCode);
	assert.notEqual(column, -1, line.code);
	return line.text.slice(line.columnOf(column));
}

test('what stands behind edits is where the text has it', () => {
	assert.equal(pointsAt('f(1); g(2); throw f;', 'throw'), 'throw f;');
	assert.equal(pointsAt('ns.a(1); ns.b; throw ns;', 'throw'), 'throw ns;');
	assert.equal(pointsAt('export const a = f(1), b = 2;', '2'), '2;');
});

test('a call of an import is at its name, as that of any function', () => {
	assert.equal(pointsAt('f(1);', '(1)'), 'f(1);');
	assert.equal(pointsAt('ns.a(1);', '(1)'), 'a(1);');
});

test('an import in its dead zone is at its name', () => {
	assert.equal(pointsAt('1 + f + 2;', '.$'), 'f + 2;');
	assert.equal(pointsAt('1 + f(3);', '.$'), 'f(3);');
});

test('lines are counted as V8 counts them', () => {
	const lines = read('f();\r\ng();\u2028f(1)\rf(2)');
	assert.deepEqual([2, 3, 4, 5, 6, 0].map(line => lines.at(line)?.text), ['f();', 'g();', 'f(1)', 'f(2)', undefined, undefined]);
	assert.deepEqual([3, 4].map(line => lines.at(line)?.code), ['(0,g.$)();', '(0,f.$)(1)']);
});

test('the code is that of the module, and a column beyond the line is its end', () => {
	const lines = read('f();');
	assert.ok(lines.code.includes(lines.at(2)?.code ?? 'none'));
	assert.equal(lines.at(2)?.columnOf(1_000), 4);
});
