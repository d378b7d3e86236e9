import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkOptions } from '../dist/options.js';

test('no options, and right options, are taken as they are', () => {
	assert.deepEqual(checkOptions(undefined), {});
	const options = { ignore: /x/, silent: true, watch: { polling: 500 }, cache: '/tmp/cache' };
	assert.equal(checkOptions(options), options);
	assert.deepEqual(checkOptions({ watch: false, cache: false, silent: undefined }), { watch: false, cache: false, silent: undefined });
});

test('a wrong option is an error that names it and what it takes', () => {
	for (const [given, message] of [
		[{ ignore: 'node_modules' }, "hot-runtime: the option 'ignore' takes a RegExp, not 'node_modules'."],
		[{ silent: 1 }, "hot-runtime: the option 'silent' takes true or false, not 1."],
		[{ watch: { polling: '5' } }, "hot-runtime: the option 'watch' takes true, false, or { polling: milliseconds }, not {\"polling\":\"5\"}."],
		[{ watch: { polling: -1 } }, "hot-runtime: the option 'watch' takes true, false, or { polling: milliseconds }, not {\"polling\":-1}."],
		[{ cache: 7 }, "hot-runtime: the option 'cache' takes true, false, or the path of a folder, not 7."],
		['silent', "hot-runtime: the option 'data' takes an object of options, not 'silent'."],
	] as const) {
		assert.throws(() => checkOptions(given), { name: 'TypeError', message });
	}
});

test('an unknown option is named, with the one that was meant', () => {
	assert.throws(() => checkOptions({ slient: true }), { message: "hot-runtime: there is no option 'slient'. Did you mean 'silent'?" });
	assert.throws(() => checkOptions({ banana: true }), { message: /There are: ignore, silent, watch, cache\.$/ });
});
