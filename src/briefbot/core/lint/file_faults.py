"""The faults of a file itself, BB001 to BB019, each with the title its page bears.

They are found while a brief is read, before there is anything to check rules against. All are
errors. After one of the first five nothing else is said of the file.
"""

FILE_FAULTS: dict[str, str] = {
    "BB001": "the file or folder cannot be read",
    "BB002": "the file is not UTF-8",
    "BB003": "the file is larger than 256 KiB",
    "BB004": "the file holds control characters",
    "BB005": "the file holds invisible or direction-changing characters",
    "BB006": "there is no front matter",
    "BB007": "the front matter is not closed",
    "BB008": "the front matter is not valid YAML",
    "BB009": "a key of the front matter stands twice",
    "BB010": "the front matter uses an anchor, alias, tag or merge key",
    "BB011": "the front matter is nested too deep or holds too many values",
    "BB012": "there are too many faults to show them all",
    "BB013": "a lint comment names no rule or gives no reason",
    "BB014": "a citation or an attribute of a statement cannot be read",
    "BB015": "the body holds raw HTML",
    "BB016": "the body is nested too deep",
}
