import { startTestRunner } from "@web/test-runner";

const configuration = await import(`file://${process.argv[2]}`);

/** Tests of a suite and of those in it, with the names on the way. */
function testsOf(suite, path = []) {
  const here = suite.tests.map((test) => ({
    ...test,
    title: [...path, test.name].join(" › "),
  }));
  const inner = suite.suites.flatMap((child) =>
    testsOf(child, [...path, child.name])
  );
  return [...here, ...inner];
}

const counts = { passed: 0, failed: 0, skipped: 0 };

function tell(browser, test) {
  if (test.skipped) counts.skipped += 1;
  else if (test.passed) counts.passed += 1;
  else counts.failed += 1;
  if (test.skipped) console.log(`skipped  ${browser} › ${test.title}`);
  else if (!test.passed) {
    console.log(`FAILED   ${browser} › ${test.title}`);
    const { message = "", stack = "" } = test.error ?? {};
    console.log(`${message}\n${stack}`.replace(/^/gm, "         "));
  }
}

function tellSession(session) {
  const { browser, errors, logs, testResults } = session;
  for (const error of errors) {
    counts.failed += 1;
    console.log(`FAILED   ${browser.name} › ${session.testFile}`);
    console.log(`${error.message}\n${error.stack ?? ""}`);
  }
  if (!session.passed) {
    for (const line of logs) console.log(browser.name, ...line);
  }
  if (!testResults) return;
  for (const test of testsOf(testResults)) tell(browser.name, test);
}

const reporter = {
  onTestRunFinished: ({ sessions }) => {
    for (const session of sessions) tellSession(session);
  },
};

const runner = await startTestRunner({
  config: {
    ...configuration.default,
    reporters: [reporter],
    staticLogging: true,
  },
  readCliArgs: false,
  readFileConfig: false,
  autoExitProcess: false,
});
runner?.on("stopped", () => {
  process.send?.(counts, () => process.exit());
});
