"""Verifies an exported history offline, with nothing but Python: `python verify_history.py FILE [--head NOTE]…`.

Written from docs/history-format.md alone; it shares no code with the program that wrote the file. It checks every line,
every chain, the tree at every checkpoint, all signatures, the seal, that entries give the rows of the cases, and that
each move was one that its rules allow, with every guard's verdict. Who held which office then, whose eyes were other eyes
and texts are left to `connect audit verify`. The first thing that does not hold is named.
"""

import argparse
import base64
import hashlib
import json
import pathlib
import re
import sys
import tempfile

# --- Ed25519, RFC 8032, section 5.1: verification only ---

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def _x(y, sign):
    """The x of a point by its y and the lowest bit of x; None if there is none."""
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def _point(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = _x(y, sign) if y < P else None
    return None if x is None else (x, y, 1, x * y % P)


def _add(one, other):
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % P, (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _add(result, point)
        point, number = _add(point, point), number >> 1
    return result


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519(public, message, signature):
    """Whether a signature (64 bytes) under a message is that of a public key (32 bytes)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, point, number = _point(public), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or point is None or number >= L:
        return False
    digest = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = _times(number, BASE), _add(point, _times(digest, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- what is read ---


class Untrue(Exception):
    """Something does not hold."""


NOTE = r"(?m)^\S(?s:.*?)\n(?:— .*\n)+"


def same(what, expected, found):
    """Stop unless two things are equal."""
    if expected != found or type(expected) is not type(found):
        raise Untrue(f"{what} should be {expected!r}, it is {found!r}.")


def canonical(value):
    """The one JSON text of a value."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def sha(text):
    """The SHA-256 of a text in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def node(left, right):
    """The hash of two halves of the tree."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def read_key(text):
    """Name and hash, and the public key, of a key as it is written down."""
    name, digest, encoded = text.split("+", 2)
    raw = base64.b64decode(encoded, validate=True)
    same("the hash of a key", hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8], digest)
    same("the kind of a key", b"\x01", raw[:1])
    same("the text of a key", base64.b64encode(raw).decode(), encoded)
    return (name, bytes.fromhex(digest)), raw[1:]


def opened(note, keys):
    """Origin, number and hash that a signed note states, and which of the keys signed it."""
    text, blank, below = note.rpartition("\n\n")
    same("a note", True, bool(blank) and below.endswith("\n"))
    text, signed_by = text + "\n", []
    for line in below[:-1].split("\n"):
        dash, name, encoded = line.split(" ")
        same("a signature", "—", dash)
        raw = base64.b64decode(encoded, validate=True)
        if (name, raw[:4]) in keys:
            same(f"a signature of {name}", True, ed25519(keys[name, raw[:4]], text.encode(), raw[4:]))
            signed_by.append((name, raw[:4]))
    same("whether a known key signed", True, bool(signed_by))
    origin, number, encoded = text.split("\n")[:3]
    same("the number of a note", str(int(number)), number)
    return origin, int(number), base64.b64decode(encoded, validate=True), signed_by


def notes(text):
    """The signed notes of a file, one behind the other; what is no note is given too, to be refused."""
    text = re.sub("(?m)^> ?", "", text.rstrip() + "\n")  # as a letter quotes them
    found = re.findall(NOTE, text)
    rest = re.sub(NOTE, "", text).strip()
    return [*found, rest] if rest or not found else found


class Tree:
    """Hashes of leaves in a file of 32 bytes a place; roots for rising sizes in one pass."""

    def __init__(self, file):
        self.file, self.size, self.full = file, 0, []

    def root(self, size):
        """The root of the first `size` leaves."""
        self.file.seek(self.size * 32)
        for _ in range(self.size, size):
            height, digest = 0, self.file.read(32)
            while self.full and self.full[-1][0] == height:
                height, digest = height + 1, node(self.full.pop()[1], digest)
            self.full.append((height, digest))
        self.size = max(self.size, size)
        hashes = [digest for _, digest in self.full] or [hashlib.sha256(b"").digest()]
        root = hashes.pop()
        while hashes:
            root = node(hashes.pop(), root)
        return root


# --- what is checked ---

KINDS = {
    ("ahead", "connect", "origin", "size", "texts"): (0, "header"),
    ("key", "since"): (1, "key"),
    ("definition", "rules", "type", "version"): (2, "definition"),
    ("body", "hash", "place"): (3, "entry"),
    ("case", "row", "seats", "turns"): (3, "row"),
    ("link",): (4, "link"),
    ("checkpoint",): (5, "checkpoint"),
    ("body", "salt", "text"): (6, "text"),
    ("seal",): (7, "seal"),
}
MOVES, COUNTED = {"created", "moved", "signed", "edited"}, {"undone", "corrected", "migrated"}
COUNTED |= MOVES


class Checker:
    """One pass over the lines of a file."""

    def __init__(self, file):
        self.file, self.tree = file, Tree(file)
        self.number, self.rank, self.keys, self.rules = 0, -1, {}, {}
        self.since, self.named, self.begun = (
            {},
            {},
            0,
        )  # of keys: the size at which they began, the place that names them
        self.stream, self.case, self.done = ("", 0, None), None, ""
        self.entries, self.signed, self.links, self.sealed = 0, 0, 0, False
        self.digest = hashlib.sha256()

    def line(self, line):
        """One more line, with its end."""
        self.number += 1
        said = json.loads(line)
        same("the line", canonical(said) + "\n", line)
        rank, kind = KINDS[tuple(sorted(said))]
        same("the order of lines", True, rank >= self.rank and (rank == 0) == (self.number == 1) and not self.sealed)
        if rank != 3:
            self.close()
        self.rank = rank
        getattr(self, kind)(said)
        self.digest.update(line.encode())

    def header(self, said):
        same("the format", 1, said["connect"])
        self.origin, self.size, self.ahead = said["origin"], said["size"], said["ahead"]
        self.file.truncate(self.size * 32)

    def key(self, said):
        ident, public = read_key(said["key"])
        same("the name of a key", self.origin, ident[0])
        before = max(self.since.values(), default=0)
        same("whether keys follow each other", True, before < said["since"] <= self.size)
        self.keys[ident], self.since[ident] = public, said["since"]

    def definition(self, said):
        same("the fingerprint of rules", sha(canonical(said["rules"])), said["definition"])
        self.rules[said["definition"]] = said["rules"]

    def entry(self, said):
        body = json.loads(said["body"])
        ref, name = body["ref"], f"{body['ref']}/{body['seq']}"
        same(f"the text of {name}", canonical(body), said["body"])
        same(f"the hash of {name}", sha(said["body"]), said["hash"])
        if ref != self.stream[0]:
            self.close()
            group = f"{0 if ref.startswith('PER-') or ref == 'SYS' else 1}{ref}"
            same(f"whether {ref} comes once, in order", True, group > self.done)
            self.stream, self.done = (ref, 0, None), group
        same(
            f"the number and the hash before of {name}",
            [self.stream[1] + 1, self.stream[2]],
            [body["seq"], body["previous_hash"]],
        )
        self.stream = (ref, body["seq"], said["hash"])
        self.leaf(said["place"], hashlib.sha256(b"\x00" + said["body"].encode()).digest())
        if self.done.startswith("1"):
            self.move(name, body)
        elif body["trigger"] == "change_key":
            self.named[read_key(body["changes"]["facts"]["to"])[0]] = said["place"]
        self.entries += 1

    def leaf(self, place, digest):
        same("the place of an entry", True, 0 <= place < self.size)
        self.file.seek(place * 32)
        same(f"what was in place {place}", bytes(32), self.file.read(32))
        self.file.seek(place * 32)
        self.file.write(digest)

    def move(self, name, body):
        """The case after an entry, which the rules must allow."""
        case = self.case or {"state": None, "facts": {}, "seats": [], "version": 0, "columns": {}}
        if body["kind"] in MOVES:
            self.allowed(name, body, case)
        changes = body["changes"] or {}
        case["facts"] = {**case["facts"], **changes.get("facts", {})}
        for gone in changes.get("unset", []):
            case["facts"].pop(gone, None)
        case["columns"].update(changes.get("case", {}))
        seats = changes.get("seats", {})
        case["seats"] = [one for one in case["seats"] if one not in seats.get("remove", [])]
        case["seats"] += [one for one in seats.get("add", []) if one not in case["seats"]]
        if body["kind"] in COUNTED - {"signed", "edited"}:
            same(f"the state before {name}", case["state"], body["from"])
            case["state"] = body["to"]
        case["version"] += body["kind"] in COUNTED
        self.case = case
        for way, times in (("add", 1), ("remove", -1)):
            for other in changes.get("links", {}).get(way, []):
                self.count(sorted((body["ref"], other)), times)

    def allowed(self, name, body, case):
        """The edge is there, whoever pressed is named in it, and each guard passed or was waived."""
        rules = self.rules[body["fingerprint"]]
        same(f"the rules of {name}", [rules["name"], rules["version"]], [body["type"], body["definition_version"]])
        source = body["from"] or "start"
        meant = [
            one
            for one in rules["transitions"]
            if one["trigger"] == body["trigger"] and source in one["edge"]["sources"]
        ]
        same(f"whether {name} can be pressed in {source}", True, bool(meant))
        edge, grounds = meant[0]["edge"]["target"], body["grounds"]
        target = body["from"] if edge is None or body["kind"] == "signed" else edge
        same(f"where {name} leads", case["columns"].get("came_from") if target == "came_from" else target, body["to"])
        guards = meant[0]["guards"] + (
            rules["states"].get(edge, {}).get("holds", []) if body["kind"] != "signed" else []
        )
        same(f"the guards of {name}", sorted(g["code"] for g in guards), sorted(v["code"] for v in grounds["verdicts"]))
        refused = {v["code"] for v in grounds["verdicts"] if v["passed"] is not True}
        same(f"what was waived in {name}", sorted(refused), sorted(set(grounds["waivers"])))
        same(f"whether {name} could be waived", True, refused <= {g["code"] for g in guards if g["waivable"]})
        same(f"the part in {name}", True, body["part"] in [one["name"] for one in meant[0]["by"]])

    def row(self, said):
        ref, row, case = said["case"], said["row"], self.case
        same("the row of a case", self.stream[0], ref)
        told = {**case["columns"], "state": case["state"], "facts": case["facts"], "version": case["version"]}
        told.update(seq=self.stream[1], head=self.stream[2])
        for column, expected in told.items():
            same(f"{column} of {ref}", expected, row[column])
        same(f"who takes part in {ref}", sorted(map(canonical, case["seats"])), sorted(map(canonical, said["seats"])))
        same(f"whose turn it is in {ref}", sorted(row["waits_for"]), sorted(part for part, _ in said["turns"]))
        self.case = None

    def close(self):
        """A stream is over; the row of a case must have come, unless the case went on."""
        same(f"whether {self.stream[0]} has a row", True, self.case is None or self.stream[0] in self.ahead)
        self.case, self.stream = None, ("", 0, None)

    def link(self, said):
        self.count(said["link"], -1)

    def count(self, pair, times):
        if not set(pair) & set(self.ahead):
            self.links += times * int(sha(" ".join(pair)), 16)

    def checkpoint(self, said):
        origin, size, root, signed_by = opened(said["checkpoint"], self.keys)
        same("the origin of a checkpoint", self.origin, origin)
        self.right_keys(size, signed_by)
        same("whether checkpoints rise", True, self.signed < size <= self.size)
        same(f"the root of {size} entries", self.tree.root(size).hex(), root.hex())
        self.signed = size

    def right_keys(self, size, signed_by):
        """The newest key of its time signed; where it had just followed another, that one too, and an entry names it."""
        so_far = [ident for ident, since in self.since.items() if since <= size]
        same(f"whether a key was in use at {size} entries", True, bool(so_far))
        begins = self.since[so_far[-1]] == size
        follows = begins and len(so_far) > 1
        self.begun += begins
        missing = set(so_far[-2:] if follows else so_far[-1:]) - set(signed_by)
        same(f"who had to sign {size} entries and did not", [], sorted(missing))
        if follows:
            named = self.named.get(so_far[-1], self.size)
            same(f"whether an entry names the key that signs from {size} entries on", True, named < size)

    def text(self, said):
        """The seal covers it."""

    def seal(self, said):
        newest = [*self.keys][-1]
        stated = opened(said["seal"], {newest: self.keys[newest]})[:3]
        same("the seal", (self.origin + "/export", self.number - 1, self.digest.digest()), stated)
        self.sealed = True

    def end(self, heads):
        """Nothing is missing, and what was kept elsewhere is the beginning of this history."""
        same("links that were neither made nor ended", 0, self.links)
        same("whether a seal ends the file", True, self.sealed)
        same("the number of entries, and of those signed", [self.size] * 2, [self.entries, self.signed])
        same("keys whose first checkpoint is there", len(self.keys), self.begun)
        tree = Tree(self.file)
        for origin, size, root, _ in sorted((opened(note, self.keys) for note in heads), key=lambda one: one[1]):
            same("the origin of what was kept elsewhere", self.origin, origin)
            same(f"whether there are still {size} entries", True, size <= self.size)
            same(f"the root of {size} entries, kept elsewhere,", root.hex(), tree.root(size).hex())


def verify(lines, heads=()):
    """How many entries hold. Raises Untrue."""
    with tempfile.TemporaryFile() as file:
        checker = Checker(file)
        try:
            for line in lines:
                checker.line(line)
            checker.end(heads)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
            raise Untrue(f"something should be in the format of an export, it is not: {error!r}") from error
        except Untrue as error:
            raise Untrue(f"Line {checker.number}: {error}") from error
        return checker.entries


def main():
    """Say that all hold, or what does not."""
    parser = argparse.ArgumentParser(description="Verifies an exported history.")
    parser.add_argument("file")
    parser.add_argument("--head", action="append", default=[], help="checkpoints that were kept elsewhere")
    given = parser.parse_args()
    heads = [note for head in given.head for note in notes(pathlib.Path(head).read_text("utf-8"))]
    try:
        with open(given.file, encoding="utf-8", errors="replace", newline="\n") as file:
            entries = verify(file, heads)
    except Untrue as error:
        sys.exit(str(error))
    sys.stdout.write(f"{entries} entries hold.\n")


if __name__ == "__main__":
    main()
