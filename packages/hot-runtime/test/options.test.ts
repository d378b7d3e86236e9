import assert from 'node:assert/strict';
import test from 'node:test';
import { checkOptions, optionsOfEnvironment } from '../dist/options.js';

test('right options are taken as they are', () => {
	const options = { ignore: /x/, silent: true, watch: { polling: 100 }, cache: false };
	assert.deepEqual(checkOptions(options), options);
	assert.deepEqual(checkOptions(undefined), {});
});

const wrong: readonly (readonly [options: unknown, message: RegExp])[] = [
	[{ ignore: 'x' }, /'ignore' takes a RegExp, not 'x'/],
	[{ silent: 1 }, /'silent' takes true or false, not 1/],
	[{ watch: { polling: 0 } }, /'watch' takes true, false, or \{ polling: milliseconds \}/],
	[{ cache: '' }, /'cache' takes true, false, or the path of a folder, not ''/],
	[{ silence: true }, /no option 'silence'. Did you mean 'silent'\?/],
	[[], /takes an object of options/],
	['silent', /takes an object of options, not 'silent'/],
];

for (const [options, message] of wrong) {
	test(`${JSON.stringify(options)} is refused with what the option takes`, () => {
		assert.throws(() => checkOptions(options), { name: 'TypeError', message });
	});
}

test('HOT_RUNTIME holds the same options as JSON, and the text of a regular expression', () => {
	assert.deepEqual(optionsOfEnvironment('{"silent":true,"ignore":"/vendor/"}'), { silent: true, ignore: /\/vendor\// });
	assert.equal(optionsOfEnvironment(undefined), undefined);
	assert.equal(optionsOfEnvironment(''), undefined);
});

test('a HOT_RUNTIME that cannot be read says what it takes', () => {
	assert.throws(() => optionsOfEnvironment('silent'), { name: 'TypeError', message: /'HOT_RUNTIME' takes JSON/ });
	assert.throws(() => optionsOfEnvironment('{"ignore":"("}'), { name: 'TypeError', message: /'ignore' takes the text of a regular expression, not '\('/ });
	assert.throws(() => optionsOfEnvironment('{"ignore":1}'), { name: 'TypeError', message: /'ignore' takes a RegExp, not 1/ });
});
