console.log('The demonstration comes with the first end-to-end run.');
