// The shortened flow by the AWS SDK for JavaScript v3, by hand: in this folder `npm install`, then
// `node flow.mjs http://127.0.0.1:4566`. Ends with 0 and "ok" when each step answered as it should.
import assert from "node:assert/strict";
import * as sdk from "@aws-sdk/client-sfn";

const sfn = new sdk.SFNClient({
  endpoint: process.argv[2] ?? "http://127.0.0.1:4566",
  region: "us-east-1",
  disableHostPrefix: true,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});
const roleArn = "arn:aws:iam::000000000000:role/any";
const definition = JSON.stringify({
  StartAt: "P",
  States: { P: { Type: "Pass", Result: { a: 1 }, End: true } },
});
const name = () => `js-${process.pid}-${Math.random().toString(36).slice(2)}`;

const { stateMachineArn } = await sfn.send(
  new sdk.CreateStateMachineCommand({ name: name(), definition, roleArn, publish: true }),
);
const { executionArn, startDate } = await sfn.send(
  new sdk.StartExecutionCommand({ stateMachineArn, input: '{"x":1}' }),
);
assert(startDate instanceof Date && Math.abs(Date.now() - startDate.getTime()) < 60_000);
let described;
do {
  described = await sfn.send(new sdk.DescribeExecutionCommand({ executionArn }));
} while (described.status === "RUNNING");
assert.equal(described.status, "SUCCEEDED");
assert.equal(described.output, '{"a":1}');
const { events } = await sfn.send(new sdk.GetExecutionHistoryCommand({ executionArn }));
assert.equal(events.at(-1).type, "ExecutionSucceeded");
const listed = [];
for await (const page of sdk.paginateListExecutions({ client: sfn, pageSize: 1 }, { stateMachineArn })) {
  listed.push(...page.executions);
}
assert.deepEqual(listed.map((one) => one.executionArn), [executionArn]);
const express = await sfn.send(
  new sdk.CreateStateMachineCommand({ name: name(), definition, roleArn, type: "EXPRESS" }),
);
const synced = await sfn.send(
  new sdk.StartSyncExecutionCommand({ stateMachineArn: express.stateMachineArn }),
);
assert.equal(synced.output, '{"a":1}');
await assert.rejects(
  sfn.send(new sdk.DescribeStateMachineCommand({ stateMachineArn: `${stateMachineArn}none` })),
  sdk.StateMachineDoesNotExist,
);
for (const arn of [stateMachineArn, express.stateMachineArn]) {
  await sfn.send(new sdk.DeleteStateMachineCommand({ stateMachineArn: arn }));
}
console.log("ok");
