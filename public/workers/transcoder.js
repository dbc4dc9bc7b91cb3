// The texture transcoder makes its glue code as it runs, which the app's own policy forbids. Here it may: the relay answers this one file
// with a policy that allows that and no request at all. The page's first message is the transcoder's source; what follows is for it.
addEventListener(
  'message',
  ({ data }) => {
    new Function(data)();
    postMessage('ready');
  },
  { once: true },
);

// WebAssembly that does not start rejects a promise that nobody here waits for, and the transcoder would wait for ever: the page is told by
// the error of a worker.
addEventListener('unhandledrejection', ({ reason }) => {
  setTimeout(() => {
    throw reason;
  });
});
