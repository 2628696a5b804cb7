"""Answers against botocore's service model: no unknown member, none missing, types and timestamps right.

    watch(client)                          # every answer of this client is checked; a wrong one is an AssertionError
    faults_of_answer(operation, 200, body) # the same for a raw answer: a list of sentences, empty when all is well
"""
import json

# What AWS answers to any operation, beside the errors that the model lists for each.
COMMON_ERRORS = {"ValidationException", "SerializationException", "UnknownOperationException", "ThrottlingException",
                 "ServiceUnavailable", "AccessDeniedException", "UnrecognizedClientException",
                 "InvalidSignatureException", "IncompleteSignatureException", "MissingAuthenticationTokenException",
                 "RequestEntityTooLargeException"}
YEAR_2020, YEAR_2100 = 1_577_836_800, 4_102_444_800


def model_of(service="stepfunctions"):
    """The service model, as boto3's clients have it."""
    import botocore.session
    return botocore.session.get_session().get_service_model(service)


def faults(shape, value, place=""):
    """What is wrong with a value of that shape, in sentences."""
    kind = shape.type_name
    if kind == "structure":
        return structure_faults(shape, value, place)
    if kind == "list":
        if not isinstance(value, list):
            return [f"{place} is no list: {value!r:.80}"]
        return [fault for n, item in enumerate(value) for fault in faults(shape.member, item, f"{place}[{n}]")]
    if kind == "map":
        if not isinstance(value, dict):
            return [f"{place} is no map: {value!r:.80}"]
        return [fault for key, item in value.items() for fault in faults(shape.value, item, f"{place}.{key}")]
    return scalar_faults(shape, value, place)


def structure_faults(shape, value, place):
    if not isinstance(value, dict):
        return [f"{place or 'the answer'} is no object: {value!r:.80}"]
    found = [f"{place}.{name} is not in the model of {shape.name}" for name in value if name not in shape.members]
    for name, member in shape.members.items():
        if value.get(name) is not None:
            found += faults(member, value[name], f"{place}.{name}")
        elif name in shape.required_members:
            found.append(f"{place}.{name} is missing, which {shape.name} requires")
    return found


def scalar_faults(shape, value, place):
    kind = shape.type_name
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind == "string":
        if not isinstance(value, str):
            return [f"{place} is no string: {value!r:.80}"]
        # "sensitive" strings and patterns are the server's own words; only closed sets are a promise.
        enum = getattr(shape, "enum", None)
        return [f"{place} is {value!r}, which is none of {shape.name}"] if enum and value not in enum else []
    if kind == "boolean":
        return [] if isinstance(value, bool) else [f"{place} is no boolean: {value!r:.80}"]
    if kind in ("integer", "long"):
        if not is_number or isinstance(value, float):
            return [f"{place} is no integer: {value!r:.80}"]
    elif kind in ("float", "double"):
        if not is_number:
            return [f"{place} is no number: {value!r:.80}"]
    elif kind == "timestamp":
        if not is_number or not YEAR_2020 < value < YEAR_2100:
            return [f"{place} is no time in seconds: {value!r:.80}"]
        if abs(round(value, 3) - value) > 1e-6:
            return [f"{place} is finer than milliseconds: {value!r}"]
    minimum = shape.metadata.get("min")
    return [f"{place} is {value}, below {minimum}"] if minimum is not None and is_number and value < minimum else []


def error_faults(operation, body):
    """Of an error's document: its name is one that AWS has for this operation, its members those of the error."""
    name = str(body.get("__type", "")).rpartition("#")[2]
    known = {shape.name: shape for shape in operation.error_shapes}
    if not name:
        return [f"the error has no name: {body!r:.200}"]
    if name not in known and name not in COMMON_ERRORS:
        return [f"{name} is no error of {operation.name}: {body!r:.300}"]
    found = [] if body.get("message") else [f"{name} says nothing"]
    members = set(known[name].members) if name in known else {"reason"}
    return found + [f"{name} has an unknown member {member}"
                    for member in body if member not in members | {"__type", "message", "Message"}]


def faults_of_answer(operation, status, content):
    """Of a whole answer: `operation` is botocore's OperationModel, `content` the raw body."""
    try:
        body = json.loads(content)
    except ValueError as error:
        return [f"{status} without JSON ({error}): {content[:200]!r}"]
    if not isinstance(body, dict):
        return [f"{status} with something else than an object: {content[:200]!r}"]
    if status >= 400:
        return error_faults(operation, body) if status != 500 else [f"an internal failure: {content[:200]!r}"]
    if operation.output_shape is None:
        return [f"the answer of {operation.name} is empty in the model"] if body else []
    return faults(operation.output_shape, body)


def watch(client):
    """Checks every answer that this client gets from now on, in the call that got it."""
    def check(http_response, model, **_):
        found = faults_of_answer(model, http_response.status_code, http_response.content)
        if not http_response.headers.get("x-amzn-RequestId"):
            found.append("the header x-amzn-RequestId is missing")
        if found:
            raise AssertionError(f"the answer of {model.name} does not fit AWS's model: " + "; ".join(found[:5]))
    service = client.meta.service_model.service_id.hyphenize()
    client.meta.events.register(f"after-call.{service}", check)
    return client
