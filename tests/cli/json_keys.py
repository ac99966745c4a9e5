"""Holds harness/cli/json.md and what --json prints to each other.

  json_keys.py DOC printed FILE COMMAND    prints the keys in FILE that DOC has not
                                      under that command, and what is no object
  json_keys.py DOC written SOURCE...       prints the keys that these C files write
                                      and DOC has not; and those of DOC that no
                                      C file of the program names
"""
import glob
import json
import re
import sys

# jsonw_str(w, "key", ...) and helpers with the same first two arguments
WRITTEN = re.compile(r'\b[a-z_]+\(\s*&?(?:\w+->)?(?:w|writer),\s*"(\w+)"')


def anchor(heading):
    return re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")


def read(path):
    """Section -> [(key, anchor of the object it is, or None)], and the commands
    of each: sections of one command are joined."""
    sections, commands = {}, {}
    here = None
    with open(path, encoding="utf-8") as file:
        for line in file:
            heading = re.match(r"(##|###) (.*)$", line)
            row = re.match(r"\| (`.*`) \| (.*) \|$", line)
            if heading:
                here = anchor(heading[2])
                sections[here] = []
                if heading[1] == "##":
                    for word in re.findall(r"[a-z]+", heading[2].split(" --")[0]):
                        commands.setdefault(word, []).append(here)
            elif row:
                link = re.search(r"\]\(#([a-z-]+)\)", row[2])
                for key in re.findall(r"`([^`]+)`", row[1]):
                    sections[here].append((key, link and link[1]))
    return sections, commands


def expand(sections, name, before=""):
    for key, link in sections[name]:
        yield before + key
        if link:
            yield from expand(sections, link, before + key + ".")


def pattern(keys):
    """One expression for all of them and for what they stand in."""
    whole = set()
    for key in keys:
        parts = key.split(".")
        for n in range(1, len(parts) + 1):
            path = ".".join(parts[:n])
            whole.update([path, path.removesuffix("[]")])
    return re.compile("|".join(
        re.escape(path).replace(r"\*", r"[^.\[\]]+(?:\.[^.\[\]]+)?")
        for path in sorted(whole)))


def paths(value, at=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield at + key
            yield from paths(inner, at + key + ".")
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner, at[:-1] + "[].")


def printed(sections, commands, path, command):
    with open(path, encoding="utf-8") as file:
        value = json.load(file)
    if not isinstance(value, dict):
        return ["no object"]
    known = pattern(key for name in commands[command]
                    for key in expand(sections, name))
    return sorted({key for key in paths(value) if not known.fullmatch(key)})


def written(sections, sources):
    names = {part.removesuffix("[]") for keys in sections.values()
             for key, _ in keys for part in key.split(".")} - {"*"}
    wrong = []
    for source in sources:
        with open(source, encoding="utf-8") as file:
            text = file.read()
        wrong += ["%s: %s" % (source, key)
                  for key in WRITTEN.findall(text) if key not in names]
    everything = "".join(open(path, encoding="utf-8").read()
                         for path in glob.glob("harness/**/*.[ch]",
                                               recursive=True))
    wrong += ["nobody writes %s" % name for name in sorted(names)
              if '"%s"' % name not in everything]
    return wrong


def main():
    sections, commands = read(sys.argv[1])
    if sys.argv[2] == "printed":
        wrong = printed(sections, commands, *sys.argv[3:])
    else:
        wrong = written(sections, sys.argv[3:])
    print("\n".join(wrong))
    sys.exit(1 if wrong else 0)


main()
