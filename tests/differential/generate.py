"""Random JSONata expressions with documents they make sense on, from a seed.

Three things are left out because the reference has no meaning for them that could be compared: members with
names such as "10", which JavaScript moves to the front; transforms whose pattern leads out of the copy they
work on, because then the reference changes its own input; `$formatNumber` of 0 with an exponent, which never
ends in 2.0.6.
"""

import json
import random

FIELDS = ["a", "b", "c", "items", "name", "price", "`x y`"]
KEYS = ["a", "b", "c", "items", "name", "price", "x y"]
VARIABLES = ["v", "w", "n"]
TEXTS = ["", "a", "b", "abc", "Hello World", "x,y,z", "1e1", "-3.5", "ÄÖ ß", "日本", "😀x", " a  b ", "true", "2024-01-02"]
NUMBERS = ["0", "1", "2", "3", "-1", "1.5", "10", "0.1", "1e3", "100", "12345.678", "-0.5", "7"]
PATTERNS = ["/a/", "/b+/", "/[a-c]/i", "/(a)(b)?/", r"/\d+/", r"/\s/", "/^x/", "/o.*d/", "/(?:l)+/", "/z|y/"]

ONE_ARGUMENT = {
    "text": ["uppercase", "lowercase", "trim", "length", "base64encode", "encodeUrlComponent", "encodeUrl", "number",
             "string", "boolean", "not", "type", "exists", "keys", "sum"],
    "number": ["abs", "floor", "ceil", "round", "sqrt", "string", "boolean", "not", "type", "sum", "formatBase"],
    "array": ["sum", "max", "min", "average", "count", "reverse", "distinct", "sort", "join", "merge", "spread",
              "keys", "string", "boolean", "not", "type", "zip", "exists"],
    "any": ["string", "type", "boolean", "not", "exists", "keys", "spread", "count", "distinct", "reverse", "number",
            "sum", "merge", "length", "uppercase", "clone"],
}


def document(rng, depth=3):
    """A value whose members have the names that expressions ask for."""
    kind = rng.random()
    if depth == 0 or kind < 0.25:
        return rng.choice([None, True, False, 0, 1, 2, 3.5, -1, 10, 0.1, 1e21, 123456789.123, *TEXTS])
    if kind < 0.5:
        return [document(rng, depth - 1) for _ in range(rng.choice([0, 1, 1, 2, 3, 4]))]
    keys = rng.sample(KEYS, rng.randint(0, 5))
    return {key: document(rng, depth - 1) for key in keys}


def rows(rng):
    """An array of objects of one shape, as workflows have them."""
    return [
        {"a": rng.randint(0, 3), "b": rng.choice(["x", "y", "z"]), "price": rng.choice([1, 2.5, 10, 0.1]),
         "name": rng.choice(TEXTS), "items": [rng.randint(0, 9) for _ in range(rng.randint(0, 3))],
         "c": {"a": rng.randint(0, 2), "b": [{"a": rng.randint(0, 5)} for _ in range(rng.randint(0, 2))]}}
        for _ in range(rng.choice([0, 1, 2, 3, 5]))
    ]


class Generator:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.bound = []

    def pick(self, *choices):
        return self.rng.choice(choices)

    def one(self, depth):
        """Any expression."""
        makers = [
            (3, self.literal), (8, self.path), (3, self.arithmetic), (3, self.comparison), (2, self.logic),
            (3, self.concatenation), (3, self.array), (3, self.object), (2, self.condition), (3, self.block),
            (6, self.call), (3, self.higher_order), (2, self.apply), (1, self.partial), (1, self.transform),
            (2, self.variable), (1, self.membership), (2, self.text_call), (1, self.number_call),
            (1, self.lambda_call), (1, self.negation), (1, self.wild),
        ]
        if depth <= 0:
            return self.pick(self.literal, self.name, self.variable, lambda d: "$")(0)
        total = sum(weight for weight, _ in makers)
        at = self.rng.uniform(0, total)
        for weight, maker in makers:
            at -= weight
            if at <= 0:
                return maker(depth - 1)
        return self.literal(0)

    def literal(self, _):
        kind = self.rng.random()
        if kind < 0.45:
            return self.rng.choice(NUMBERS)
        if kind < 0.85:
            return json.dumps(self.rng.choice(TEXTS), ensure_ascii=self.rng.random() < 0.3)
        return self.pick("true", "false", "null", "[]", "{}")

    def name(self, _):
        return self.rng.choice(FIELDS)

    def variable(self, _):
        if self.bound and self.rng.random() < 0.8:
            return "$" + self.rng.choice(self.bound)
        return self.pick("$", "$$", "$v", "$doc")

    def step(self, depth):
        kind = self.rng.random()
        if kind < 0.7:
            step = self.rng.choice(FIELDS)
        elif kind < 0.76:
            step = self.pick("*", "**")
        elif kind < 0.80:
            step = "%"
        elif kind < 0.84:
            step = "(" + self.one(depth - 1) + ")"
        elif kind < 0.88:
            step = self.object(depth - 1)
        elif kind < 0.91:
            step = self.array(depth - 1)
        elif kind < 0.95:
            step = "$" + self.pick("string", "sum", "count", "type", "keys") + "(" + self.pick("", "$", "a") + ")"
        else:
            step = "$"
        return step + self.behind(depth)

    def behind(self, depth):
        out = ""
        while self.rng.random() < 0.3:
            kind = self.rng.random()
            if kind < 0.35:
                out += "[" + self.pick("0", "1", "-1", "2", "1.5", "-3") + "]"
            elif kind < 0.65:
                out += "[" + self.one(depth - 1) + "]"
            elif kind < 0.8:
                out += "[]"
            elif kind < 0.9:
                name = self.rng.choice(VARIABLES)
                self.bound.append(name)
                out += self.pick("@", "#") + "$" + name
            else:
                out += "[[" + self.pick("0..1", "0,-1", "1..2") + "]]"
        return out

    def path(self, depth):
        held = list(self.bound)
        first = self.pick("$doc", "$doc", "$", "$$", self.rng.choice(FIELDS), self.rng.choice(FIELDS))
        path = first + self.behind(depth) if self.rng.random() < 0.3 else first
        for _ in range(self.rng.choice([0, 1, 1, 2, 2, 3])):
            path += "." + self.step(depth)
        if self.rng.random() < 0.12:
            terms = ",".join(self.pick("", "<", ">") + self.pick("a", "b", "price", "$", self.one(0))
                             for _ in range(self.rng.choice([1, 1, 2])))
            path += "^(" + terms + ")"
            if self.rng.random() < 0.4:
                path += "." + self.step(depth) if self.rng.random() < 0.6 else "[0]"
        if self.rng.random() < 0.1:
            path += "{" + self.pick("b", "name", "'k' & a", self.text_key()) + ": " + self.one(depth - 1) + "}"
        self.bound = held
        return path

    def text_key(self):
        """The key of a group: rarely no text, which is an error."""
        return self.pick("c", "items", "$", "$v", '""', '"a"')

    def wild(self, depth):
        return self.pick("*", "**", "$doc.*", "$doc.**") + self.pick("", ".a", "[0]", "." + self.step(depth))

    def arithmetic(self, depth):
        return f"{self.one(depth)} {self.pick('+', '-', '*', '/', '%')} {self.one(depth)}"

    def negation(self, depth):
        return "-" + self.pick("(" + self.one(depth) + ")", "a", "3", "price")

    def comparison(self, depth):
        return f"{self.one(depth)} {self.pick('=', '!=', '<', '>', '<=', '>=')} {self.one(depth)}"

    def logic(self, depth):
        return f"{self.one(depth)} {self.pick('and', 'or')} {self.one(depth)}"

    def membership(self, depth):
        return f"{self.one(depth)} in {self.one(depth)}"

    def concatenation(self, depth):
        return f"{self.one(depth)} & {self.one(depth)}"

    def array(self, depth):
        items = [self.one(depth) for _ in range(self.rng.choice([0, 1, 2, 3]))]
        if self.rng.random() < 0.25:
            items.append(self.pick("1..3", "0..$count(items)", "a..b", "3..1", self.one(0) + ".." + self.one(0)))
        return "[" + ", ".join(items) + "]"

    def object(self, depth):
        pairs = []
        for index in range(self.rng.choice([0, 1, 2, 3])):
            key = self.pick(f'"k{index}"', '"a"', "b", "name", "'k' & a")
            pairs.append(f"{key}: {self.one(depth)}")
        return "{" + ", ".join(pairs) + "}"

    def condition(self, depth):
        tail = " : " + self.one(depth) if self.rng.random() < 0.8 else ""
        return f"({self.one(depth)} ? {self.one(depth)}{tail})"

    def block(self, depth):
        held = list(self.bound)
        parts = []
        for _ in range(self.rng.choice([1, 1, 2, 3])):
            if self.rng.random() < 0.5:
                name = self.rng.choice(VARIABLES)
                parts.append(f"${name} := {self.one(depth)}")
                self.bound.append(name)
            else:
                parts.append(self.one(depth))
        self.bound = held
        return "(" + "; ".join(parts) + ")" + (self.behind(depth) if self.rng.random() < 0.3 else "")

    def call(self, depth):
        kind = self.pick("text", "number", "array", "any")
        value = {"text": self.text, "number": self.number, "array": self.list, "any": self.one}[kind](depth)
        return f"${self.rng.choice(ONE_ARGUMENT[kind])}({value})"

    def text(self, depth):
        return self.pick(json.dumps(self.rng.choice(TEXTS)), "name", "b", self.one(depth), self.concatenation(depth - 1))

    def number(self, depth):
        return self.pick(self.rng.choice(NUMBERS), "price", "a", self.one(depth))

    def list(self, depth):
        return self.pick(self.array(depth), "$doc", "items", self.path(depth), "[1..5]", "$doc.price", "$doc.b")

    def text_call(self, depth):
        text = self.text(depth)
        return self.pick(
            lambda: f"$substring({text}, {self.number(0)}{self.pick('', ', ' + self.number(0))})",
            lambda: f"$substringBefore({text}, {self.text(0)})",
            lambda: f"$substringAfter({text}, {self.text(0)})",
            lambda: f"$contains({text}, {self.pick(self.text(0), self.rng.choice(PATTERNS))})",
            lambda: f"$split({text}, {self.pick(self.text(0), self.rng.choice(PATTERNS))}{self.pick('', ', 2')})",
            lambda: f"$replace({text}, {self.pick(self.text(0), self.rng.choice(PATTERNS))}, "
                    f"{self.pick(self.text(0), json.dumps('[$1$0]'))}{self.pick('', ', 1')})",
            lambda: f"$match({text}, {self.rng.choice(PATTERNS)}{self.pick('', ', 1')})",
            lambda: f"$pad({text}, {self.pick('5', '-5', '0', '3')}{self.pick('', ', ' + self.text(0))})",
            lambda: f"$join({self.list(0)}{self.pick('', ', ' + self.text(0))})",
            lambda: f"$string({self.one(depth)}, {self.pick('true', 'false')})",
        )()

    def number_call(self, depth):
        number = self.number(depth)
        return self.pick(
            lambda: f"$round({number}, {self.pick('0', '1', '2', '-1')})",
            lambda: f"$power({number}, {self.pick('2', '0.5', '3', '-1')})",
            lambda: f"$formatBase({number}, {self.pick('2', '16', '36')})",
            lambda: f"$formatNumber({number}, {self.pick(*map(json.dumps, ['0', '#,##0.00', '0.0#', '00%']))})",
            lambda: f"$formatInteger({number}, {self.pick(*map(json.dumps, ['0', '000', 'w', 'I', 'A', '#,##0', '1;o']))})",
            lambda: f"$fromMillis({self.pick('0', '1700000000000', number)}"
                    f"{self.pick('', ', ' + json.dumps('[Y0001]-[M01]-[D01]'), ', ' + json.dumps('[FNn], [D1o] [MNn] [Y]'))})",
            lambda: f"$toMillis({self.pick(json.dumps('2020-02-03T04:05:06Z'), json.dumps('2020-02'), self.text(0))})",
        )()

    def function(self, depth, parameters):
        names = [self.rng.choice("pqrs") + str(index) for index in range(parameters)]
        held = list(self.bound)
        self.bound += names
        body = self.pick("$" + names[0] if names else "1", self.one(depth), self.one(depth))
        self.bound = held
        return "function(" + ", ".join("$" + name for name in names) + ") { " + body + " }"

    def higher_order(self, depth):
        values = self.list(depth)
        return self.pick(
            lambda: f"$map({values}, {self.pick(self.function(depth, self.rng.randint(1, 3)), '$string', '$type', '$count')})",
            lambda: f"$filter({values}, {self.pick(self.function(depth, self.rng.randint(1, 2)), '$boolean', '$exists')})",
            lambda: f"$reduce({values}, {self.function(depth, self.rng.randint(2, 3))}{self.pick('', ', ' + self.one(0))})",
            lambda: f"$sift({self.one(depth)}, {self.function(depth, self.rng.randint(1, 2))})",
            lambda: f"$each({self.one(depth)}, {self.function(depth, self.rng.randint(1, 2))})",
            lambda: f"$single({values}, {self.function(depth, 1)})",
            lambda: f"$sort({values}{self.pick('', ', ' + self.function(depth, 2), ', function($l, $r) { $l > $r }')})",
            lambda: f"$append({self.one(depth)}, {self.one(depth)})",
            lambda: f"$lookup({self.one(depth)}, {self.pick(json.dumps('a'), json.dumps('b'), self.text(0))})",
            lambda: f"$zip({self.list(depth)}, {self.list(0)})",
        )()

    def lambda_call(self, depth):
        count = self.rng.randint(0, 2)
        arguments = ", ".join(self.one(depth) for _ in range(self.rng.choice([count, count, 0, 1, 2])))
        return f"({self.function(depth, count)})({arguments})"

    def apply(self, depth):
        return f"{self.one(depth)} ~> " + self.pick(
            "$string", "$count", "$sum()", "$uppercase()", "$map(" + self.function(depth, 1) + ")",
            self.function(depth, 1), "$append(" + self.one(0) + ")", "$type", "$keys()", "$join(',')")

    def partial(self, depth):
        return self.pick(
            lambda: f"($f := $append(?, {self.one(depth)}); $f({self.one(0)}))",
            lambda: f"($f := $substring(?, 1); $f({json.dumps(self.rng.choice(TEXTS))}))",
            lambda: f"$map({self.list(depth)}, $append(?, 1))",
            lambda: f"(function($x, $y) {{ [$x, $y] }})(?, {self.one(0)})({self.one(0)})",
        )()

    def transform(self, depth):
        deletion = ", " + self.pick('"a"', '["a", "b"]', self.one(0)) if self.rng.random() < 0.5 else ""
        update = self.pick('{"n": 1}', '{"a": price}', self.object(depth), self.one(0))
        where = self.pick("$", "*", "**", "items", "c", "$[0]", "items[a > 0]", "*.c", "**[a]", "`x y`")
        return f"{self.pick('$doc', '$', self.object(depth))} ~> |{where}|{update}{deletion}|"


def request(seed):
    """One request for `eval --lines`, always the same for a seed."""
    generator = Generator(seed)
    rng = generator.rng
    data = rng.choice([lambda: document(rng), lambda: rows(rng), lambda: {"items": rows(rng), "a": 1, "b": "x"}])()
    variables = {"doc": rows(rng) if rng.random() < 0.6 else document(rng), "v": document(rng, 1)}
    made = {"id": seed, "language": "jsonata", "expression": generator.one(rng.choice([1, 2, 2, 3, 4])),
            "variables": variables}
    if rng.random() < 0.05:
        made["undefined_data"] = True
    else:
        made["data"] = data
    return made
