/** Node writes V8's coverage of this process: c8 and the test runner have it do so. */
export function isCoverageTaken(): boolean {
	return Boolean(process.env['NODE_V8_COVERAGE']);
}
