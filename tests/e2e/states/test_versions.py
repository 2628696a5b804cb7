"""Versions, aliases and tags of state machines by boto3."""
import json

from support.states import PASS, WAIT, Case


def result(value):
    return json.dumps({"StartAt": "P", "States": {"P": {"Type": "Pass", "Result": value, "End": True}}})


class Versions(Case):
    def output(self, arn):
        return self.finished(self.sfn.start_execution(stateMachineArn=arn)["executionArn"])["output"]

    def test_a_version_keeps_its_revision_and_numbers_are_never_given_twice(self):
        machine = self.machine(result("one"), publish=True, versionDescription="first")
        first = f"{machine}:1"
        update = self.sfn.update_state_machine(stateMachineArn=machine, definition=result("two"),
                                               publish=True)
        self.assertEqual(update["stateMachineVersionArn"], f"{machine}:2")
        self.assertEqual(self.output(first), '"one"')
        self.assertEqual(self.output(machine), '"two"')
        described = self.sfn.describe_state_machine(stateMachineArn=first)
        self.assertEqual((described["stateMachineArn"], described["description"]), (first, "first"))
        self.assertEqual(described["definition"], result("one"))
        self.sfn.delete_state_machine_version(stateMachineVersionArn=f"{machine}:2")
        again = self.sfn.publish_state_machine_version(stateMachineArn=machine)
        self.assertEqual(again["stateMachineVersionArn"], f"{machine}:3")
        same = self.sfn.publish_state_machine_version(stateMachineArn=machine)
        self.assertEqual(same["stateMachineVersionArn"], f"{machine}:3")
        listed = self.sfn.list_state_machine_versions(stateMachineArn=machine, maxResults=1)
        self.assertEqual([v["stateMachineVersionArn"] for v in listed["stateMachineVersions"]],
                         [f"{machine}:3"])
        rest = self.sfn.list_state_machine_versions(stateMachineArn=machine,
                                                    nextToken=listed["nextToken"])
        self.assertEqual([v["stateMachineVersionArn"] for v in rest["stateMachineVersions"]], [first])
        self.assertNotIn("nextToken", rest)

    def test_executions_say_by_what_they_were_started_and_are_listed_by_it(self):
        machine = self.machine(publish=True)
        alias = self.sfn.create_state_machine_alias(
            name="live", routingConfiguration=[{"stateMachineVersionArn": f"{machine}:1", "weight": 100}]
        )["stateMachineAliasArn"]
        plain = self.sfn.start_execution(stateMachineArn=machine)["executionArn"]
        by_alias = self.sfn.start_execution(stateMachineArn=alias)["executionArn"]
        answer = self.finished(by_alias)
        self.assertEqual(answer["stateMachineAliasArn"], alias)
        self.assertEqual(answer["stateMachineVersionArn"], f"{machine}:1")
        self.assertNotIn("stateMachineVersionArn", self.finished(plain))
        for arn, expected in ((machine, {plain, by_alias}), (alias, {by_alias}),
                              (f"{machine}:1", {by_alias})):
            listed = self.sfn.list_executions(stateMachineArn=arn)["executions"]
            self.assertEqual({one["executionArn"] for one in listed}, expected, arn)

    def test_what_the_revision_id_says_must_be_the_newest(self):
        machine = self.machine()
        self.sfn.publish_state_machine_version(stateMachineArn=machine, revisionId="INITIAL")
        old = self.sfn.update_state_machine(stateMachineArn=machine, definition=result(1))["revisionId"]
        new = self.sfn.update_state_machine(stateMachineArn=machine, definition=result(2))["revisionId"]
        code, text = self.error(self.sfn.publish_state_machine_version, stateMachineArn=machine,
                                revisionId=old)
        self.assertEqual(code, "ConflictException")
        self.assertIn(new, text)

    def test_an_update_that_changes_nothing_keeps_the_revision(self):
        machine = self.machine(PASS)
        self.assertNotIn("revisionId", self.sfn.update_state_machine(stateMachineArn=machine,
                                                                     definition=json.dumps(PASS)))
        first = self.sfn.update_state_machine(stateMachineArn=machine, definition=json.dumps(WAIT))
        again = self.sfn.update_state_machine(stateMachineArn=machine, definition=json.dumps(WAIT))
        self.assertEqual(first["revisionId"], again["revisionId"])

    def test_names_that_lead_nowhere_are_refused(self):
        machine = self.machine(publish=True)
        for qualifier in ("2", "nobody"):
            arn = f"{machine}:{qualifier}"
            self.assertEqual(self.error(self.sfn.start_execution, stateMachineArn=arn),
                             ("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{arn}'"))
        code, _ = self.error(self.sfn.list_state_machine_versions, stateMachineArn=machine,
                             nextToken="bm90aGluZw==")
        self.assertEqual(code, "InvalidToken")
        code, _ = self.error(self.sfn.delete_state_machine_version,
                             stateMachineVersionArn=f"{machine}:live")
        self.assertEqual(code, "ValidationException")

    def test_versions_and_aliases_go_with_their_machine(self):
        machine = self.machine(publish=True)
        alias = self.sfn.create_state_machine_alias(
            name="live", routingConfiguration=[{"stateMachineVersionArn": f"{machine}:1", "weight": 100}]
        )["stateMachineAliasArn"]
        self.sfn.delete_state_machine(stateMachineArn=machine)
        for arn in (machine, f"{machine}:1", alias):
            code, _ = self.error(self.sfn.start_execution, stateMachineArn=arn)
            self.assertEqual(code, "StateMachineDoesNotExist")
        code, _ = self.error(self.sfn.describe_state_machine_alias, stateMachineAliasArn=alias)
        self.assertEqual(code, "ResourceNotFound")


class Aliases(Case):
    def setUp(self):
        super().setUp()
        self.name = self.machine(result("one"), publish=True)
        self.sfn.update_state_machine(stateMachineArn=self.name, definition=result("two"), publish=True)

    def routes(self, *weights):
        return [{"stateMachineVersionArn": f"{self.name}:{i + 1}", "weight": weight}
                for i, weight in enumerate(weights)]

    def test_weights_spread_the_starts(self):
        alias = self.sfn.create_state_machine_alias(
            name="live", routingConfiguration=self.routes(50, 50))["stateMachineAliasArn"]
        outputs = set()
        for _ in range(60):
            arn = self.sfn.start_execution(stateMachineArn=alias)["executionArn"]
            outputs.add(self.finished(arn)["output"])
        self.assertEqual(outputs, {'"one"', '"two"'})
        self.sfn.update_state_machine_alias(stateMachineAliasArn=alias,
                                            routingConfiguration=self.routes(0, 100))
        for _ in range(10):
            arn = self.sfn.start_execution(stateMachineArn=alias)["executionArn"]
            self.assertEqual(self.finished(arn)["output"], '"two"')

    def test_a_version_that_an_alias_leads_to_cannot_go(self):
        alias = self.sfn.create_state_machine_alias(
            name="live", routingConfiguration=self.routes(100))["stateMachineAliasArn"]
        code, text = self.error(self.sfn.delete_state_machine_version,
                                stateMachineVersionArn=f"{self.name}:1")
        self.assertEqual(code, "ConflictException")
        self.assertIn("[live]", text)
        self.sfn.delete_state_machine_alias(stateMachineAliasArn=alias)
        self.sfn.delete_state_machine_version(stateMachineVersionArn=f"{self.name}:1")

    def test_creating_again_is_the_same_alias_and_with_other_routes_a_conflict(self):
        first = self.sfn.create_state_machine_alias(name="live", routingConfiguration=self.routes(100))
        again = self.sfn.create_state_machine_alias(name="live", routingConfiguration=self.routes(100))
        self.assertEqual(first["creationDate"], again["creationDate"])
        code, _ = self.error(self.sfn.create_state_machine_alias, name="live",
                             routingConfiguration=self.routes(40, 60))
        self.assertEqual(code, "ConflictException")

    def test_wrong_routes_and_names_are_refused(self):
        other = self.machine(publish=True)
        mixed = self.routes(50) + [{"stateMachineVersionArn": f"{other}:1", "weight": 50}]
        missing = [{"stateMachineVersionArn": f"{self.name}:9", "weight": 100}]
        for arguments, expected in (
                ({"name": "live", "routingConfiguration": mixed}, "ValidationException"),
                ({"name": "live", "routingConfiguration": missing}, "ResourceNotFound"),
                ({"name": "12", "routingConfiguration": self.routes(100)}, "ValidationException"),
                ({"name": "a:b", "routingConfiguration": self.routes(100)}, "ValidationException"),
                ({"name": "live", "routingConfiguration": self.routes(60, 41)}, "ValidationException")):
            code, text = self.error(self.sfn.create_state_machine_alias, **arguments)
            self.assertEqual(code, expected, text)
        alias = self.sfn.create_state_machine_alias(
            name="live", routingConfiguration=self.routes(100))["stateMachineAliasArn"]
        code, _ = self.error(self.sfn.update_state_machine_alias, stateMachineAliasArn=alias)
        self.assertEqual(code, "ValidationException")
        code, _ = self.error(self.sfn.describe_state_machine_alias, stateMachineAliasArn=self.name)
        self.assertEqual(code, "InvalidArn")


class Tags(Case):
    def listed(self, arn):
        return {tag["key"]: tag["value"] for tag in self.sfn.list_tags_for_resource(resourceArn=arn)["tags"]}

    def test_tags_are_added_replaced_and_taken_away(self):
        arn = self.machine(tags=[{"key": "a", "value": "1"}])
        self.sfn.tag_resource(resourceArn=arn, tags=[{"key": "a", "value": "2"}, {"key": "b", "value": ""}])
        self.assertEqual(self.listed(arn), {"a": "2", "b": ""})
        self.sfn.untag_resource(resourceArn=arn, tagKeys=["a", "nobody"])
        self.assertEqual(self.listed(arn), {"b": ""})

    def test_more_than_fifty_and_unknown_resources_are_refused(self):
        arn = self.machine()
        many = [{"key": f"k{i}", "value": "v"} for i in range(51)]
        code, _ = self.error(self.sfn.tag_resource, resourceArn=arn, tags=many)
        self.assertEqual(code, "TooManyTags")
        self.assertEqual(self.listed(arn), {})
        code, _ = self.error(self.sfn.list_tags_for_resource, resourceArn=arn + "x")
        self.assertEqual(code, "ResourceNotFound")
