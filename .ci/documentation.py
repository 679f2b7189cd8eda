"""What of the public interface no comment explains, and the code in the articles.

    documentation.py undocumented GRAPHS    names each public symbol without a comment; exit code 1 where there is one
    documentation.py code ARTICLE           writes the Swift of an article to standard output
"""
import json
import pathlib
import re
import sys


def undocumented(graphs):
    """The symbols that a module declares, also in extensions of others' types, and no comment explains.

    What the compiler makes, such as the `==` of an enumeration, stands in no file and is nobody's to explain.
    """
    for path in sorted(pathlib.Path(graphs).glob("*/*.symbols.json")):
        for symbol in json.loads(path.read_text())["symbols"]:
            is_declared = "location" in symbol and "::SYNTHESIZED::" not in symbol["identifier"]["precise"]
            is_explained = any(line["text"].strip() for line in symbol.get("docComment", {}).get("lines", []))
            if is_declared and not is_explained and symbol["kind"]["identifier"] != "swift.extension":
                place = symbol["location"]
                file, line = place["uri"].removeprefix("file://"), place["position"]["line"] + 1
                yield f"{file}:{line}: {'.'.join(symbol['pathComponents'])} has no comment"


def code(article):
    return "\n".join(re.findall(r"^```swift\n(.*?)^```$", pathlib.Path(article).read_text(), re.S | re.M))


def main(command, path):
    if command == "code":
        print(code(path))
        return 0
    found = list(undocumented(path))
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


sys.exit(main(*sys.argv[1:]))
