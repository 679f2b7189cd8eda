"""What of the public interface no comment explains, and the code in the articles.

    documentation.py undocumented GRAPHS MODULE…      names each public symbol without a comment; exit code 1 where there is one
    documentation.py code ARTICLE                     writes the Swift of an article to standard output
"""
import json
import pathlib
import re
import sys


def undocumented(graphs, modules):
    """The symbols that a module declares itself, extensions of others' types among them, and no comment explains.

    What the compiler makes, such as the `==` of an enumeration, is nobody's to explain.
    """
    for module in modules:
        for path in sorted(pathlib.Path(graphs).glob(f"{module}*.symbols.json")):
            if path.name.split(".")[0].split("@")[0] != module:
                continue
            graph = json.loads(path.read_text())
            for symbol in graph["symbols"]:
                if symbol["kind"]["identifier"] == "swift.extension" or symbol["accessLevel"] not in ("public", "open"):
                    continue
                identifier = symbol["identifier"]["precise"]
                if "::SYNTHESIZED::" in identifier or "location" not in symbol:
                    continue
                if any(line["text"].strip() for line in symbol.get("docComment", {}).get("lines", [])):
                    continue
                place = symbol["location"]
                yield f"{place['uri'].removeprefix('file://')}:{place['position']['line'] + 1}: {module}: " + ".".join(
                    symbol["pathComponents"])


def code(article):
    return "\n".join(re.findall(r"^```swift\n(.*?)^```$", pathlib.Path(article).read_text(), re.S | re.M))


def main(command, *arguments):
    if command == "code":
        print(code(arguments[0]))
        return 0
    found = list(undocumented(arguments[0], arguments[1:]))
    for line in found:
        print(f"{line} has no comment", file=sys.stderr)
    return 1 if found else 0


sys.exit(main(*sys.argv[1:]))
